using System.Text.Json;
using Atelier.Prediction;

namespace Atelier.Interactive.Tests;

public sealed class TensorStatisticsTests
{
    private static readonly JsonElement Reference =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "References", "statistics.json"))).RootElement;

    [Fact]
    public void Of_Numbers_AgreesWithNumpy()
    {
        var figures = TensorStatistics.Of(Numbers("numbers"));

        Assert.Equal(Reference.GetProperty("min").GetDouble(), figures.Min);
        Assert.Equal(Reference.GetProperty("max").GetDouble(), figures.Max);
        Assert.Equal(Reference.GetProperty("mean").GetDouble(), figures.Mean, 1e-6);
        Assert.Equal(Reference.GetProperty("std").GetDouble(), figures.Std, 1e-6);
        Assert.Equal(2 / 7.0, figures.Zeros);
    }

    [Fact]
    public void Of_LargeNumbersCloseTogether_LosesNoDigits() =>
        Assert.Equal(Reference.GetProperty("close_std").GetDouble(), TensorStatistics.Of(Numbers("close")).Std, 1e-9);

    [Fact]
    public void Of_NaNAndInfinity_CountsThemAndLeavesThemOut()
    {
        var figures = TensorStatistics.Of([1, double.NaN, 3, double.PositiveInfinity]);

        Assert.Equal((1, 3, 2, 0.25, 0.25), (figures.Min, figures.Max, figures.Mean, figures.NaNs, figures.Infinities));
    }

    [Fact]
    public void Of_OnlyNaN_HasNoFigures()
    {
        var figures = TensorStatistics.Of([double.NaN]);

        Assert.All([figures.Min, figures.Max, figures.Mean, figures.Std], value => Assert.True(double.IsNaN(value)));
    }

    [Fact]
    public void Read_EverySecondRowAndThirdColumn_AgreesWithNumpy()
    {
        var source = new NamedTensorSource(NamedTensor.Create<float>("x", Enumerable.Range(0, 24).Select(i => (float)i).ToArray(), 4, 6));

        Assert.Equal(Numbers("grid"), source.Read([4, 6], [2, 3]));
    }

    [Fact]
    public void Sample_MoreElementsThanWanted_ThinsTheLongestDimensionsEvenly()
    {
        var source = new NamedTensorSource(NamedTensor.Create<int>("x", Enumerable.Range(0, 64).ToArray(), 2, 32));

        Assert.Equal([0, 8, 16, 24, 32, 40, 48, 56], source.Sample(10));
    }

    private static double[] Numbers(string name) => [.. Reference.GetProperty(name).EnumerateArray().Select(value => value.GetDouble())];
}
