using System.Globalization;

namespace Atelier.Interactive.Tests;

public sealed class ShowTests
{
    [Fact]
    public void Numbers_UnderADecimalComma_KeepTheirPoint()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");

            Assert.Equal(
                ["6,000 rows", "1.235E+06", "0.9500", "12.5 %", "4.2 s"],
                [
                    Show.Count(6000, "row"),
                    Show.Number(1234567),
                    Show.Figure(0.95),
                    Show.Share(0.125),
                    Show.Duration(TimeSpan.FromSeconds(4.2)),
                ]);
            Assert.Contains("--v:12.5%", new Page("", new Table(["a", "b"], [["x", new Cell("0.125", Bar: 0.125)]])).ToHtml());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData(0.85, "850 ms")]
    [InlineData(59.94, "59.9 s")]
    [InlineData(72, "1 min 12 s")]
    [InlineData(100_000, "27 h 46 min")]
    public void Duration_AnyLength_TakesTheFittingUnit(double seconds, string expected) =>
        Assert.Equal(expected, Show.Duration(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(new long[] { }, "()")]
    [InlineData(new long[] { 5 }, "(5,)")]
    [InlineData(new long[] { -1, 28, -1 }, "(batch, 28, any)")]
    public void Shape_AnyRank_IsWrittenAsUsersReadIt(long[] shape, string expected) => Assert.Equal(expected, Show.Shape(shape));

    [Theory]
    [InlineData(0, "0.0000")]
    [InlineData(0.00001234, "1.234E-05")]
    [InlineData(123.456, "123.4560")]
    [InlineData(double.NaN, "NaN")]
    public void Figure_AnySize_KeepsDigitsThatCount(double value, string expected) => Assert.Equal(expected, Show.Figure(value));
}
