namespace Atelier.Training.Tests;

public sealed class EnergyReadingTests
{
    private static readonly EnergyReading Reading = new(
        [new EnergyPart("package-0", 1.8e6, EnergySource.Rapl), new EnergyPart("GPU 0", 5.4e6, EnergySource.Nvml)], TimeSpan.FromHours(1));

    [Fact]
    public void KilowattHours_AreJoulesOfOneThousandWattsForAnHour()
    {
        Assert.Equal(7.2e6, Reading.Joules);
        Assert.Equal(2, Reading.KilowattHours);
    }

    [Fact]
    public void CarbonDioxide_OfAnIntensity_IsInGrams()
    {
        Assert.Equal(900, Reading.CarbonDioxide(gramsPerKilowattHour: 450));
        Assert.Equal(0, Reading.CarbonDioxide(0));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void CarbonDioxide_ImpossibleIntensity_IsRefused(double intensity)
    {
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => Reading.CarbonDioxide(intensity));

        Assert.StartsWith("`gramsPerKilowattHour` must be a finite number, 0 or above.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Readings_OfEqualParts_AreEqual()
    {
        var same = new EnergyReading([.. Reading.Parts], Reading.Elapsed);

        Assert.Equal(Reading, same);
        Assert.Equal(Reading.GetHashCode(), same.GetHashCode());
        Assert.NotEqual(Reading, Reading with { Elapsed = TimeSpan.Zero });
        Assert.Equal("7200000 J (measured by RAPL, measured by NVML)", Reading.ToString());
    }
}
