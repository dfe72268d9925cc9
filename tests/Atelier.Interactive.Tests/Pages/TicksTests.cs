namespace Atelier.Interactive.Tests;

public sealed class TicksTests
{
    [Theory]
    [InlineData(0, 1, new[] { 0, 0.5, 1 })]
    [InlineData(1, 10, new[] { 2.0, 4, 6, 8, 10 })]
    [InlineData(-0.3, 0.35, new[] { -0.2, 0, 0.2 })]
    [InlineData(0.5, 1.5, new[] { 0.5, 1, 1.5 })]
    public void Of_ARange_GivesRoundNumbersInside(double low, double high, double[] expected) =>
        Assert.Equal(expected, Ticks.Of(low, high, 3).Select(tick => Math.Round(tick, 9)));

    [Fact]
    public void Indices_MoreThanWanted_KeepsFirstAndLast() => Assert.Equal([0, 33, 66, 99], Thinning.Indices(100, 4));
}
