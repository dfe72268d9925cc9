namespace Atelier.Training.Tests;

public sealed class ProgressLineTests
{
    private static readonly string[] Parts = ["loss 0.3012", "215,000 rows/s", "4 s left"];

    [Theory]
    [InlineData(100, "epoch 1/3 [==================>           ]  60 %, loss 0.3012, 215,000 rows/s, 4 s left")]
    [InlineData(70, "epoch 1/3 [=======>     ]  60 %, loss 0.3012, 215,000 rows/s, 4 s left")]
    [InlineData(65, "epoch 1/3  60 %, loss 0.3012, 215,000 rows/s, 4 s left")]
    [InlineData(50, "epoch 1/3  60 %, loss 0.3012, 215,000 rows/s")]
    [InlineData(40, "epoch 1/3  60 %, loss 0.3012")]
    [InlineData(15, "epoch 1/3  60 %")]
    [InlineData(8, "epoch 1/")]
    [InlineData(1, "e")]
    public void Fit_AnyWidth_ShowsWhatMattersMostAndNoMore(int width, string expected) =>
        Assert.Equal(expected, ProgressLine.Fit("epoch 1/3", 0.6, Parts, width));

    [Theory]
    [InlineData(0, "[>         ]   0 %")]
    [InlineData(0.999, "[=========>]  99 %")]
    [InlineData(1, "[==========] 100 %")]
    public void Fit_AnyShare_FillsTheBar(double done, string expected) => Assert.Equal($"e {expected}", ProgressLine.Fit("e", done, [], 20));

    [Theory]
    [InlineData(0.2, "0 s")]
    [InlineData(59.4, "59 s")]
    [InlineData(59.6, "1 min 0 s")]
    [InlineData(200, "3 min 20 s")]
    [InlineData(3599.7, "1 h 0 min")]
    [InlineData(7500, "2 h 5 min")]
    [InlineData(36_000_000, "10,000 h 0 min")]
    public void Time_AnyLength_IsInTheUnitsThatMatter(double seconds, string expected) => Assert.Equal(expected, ProgressLine.Time(seconds));
}
