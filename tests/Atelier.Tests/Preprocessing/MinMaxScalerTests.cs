using Atelier.Data;
using Atelier.Preprocessing;
using Atelier.Tests.References;

namespace Atelier.Tests.Preprocessing;

public sealed class MinMaxScalerTests : TransformerContract
{
    public static TheoryData<int> Cases => [.. Enumerable.Range(0, ScalingReference.Cases)];

    protected override ITransformer NewTransformer() => new MinMaxScaler();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Transform_EqualsScikitLearn(int at)
    {
        var fitted = ScalingReference.FitAndCompare("min_max", at, new MinMaxScaler(), 1e-9);

        ScalingReference.Compare("min_max", at, "minimum", fitted.DataMinimum, 0);
        ScalingReference.Compare("min_max", at, "maximum", fitted.DataMaximum, 0);
        ScalingReference.FitAndCompare("min_max_clipped", at, new MinMaxScaler(new MinMaxScalerOptions { Minimum = -2, Maximum = 5, Clip = true }), 1e-9);
    }

    [Fact]
    public void InverseTransform_Clipped_BecomesTheLimit()
    {
        var scaler = new MinMaxScaler(new MinMaxScalerOptions { Clip = true }).Fit(new Dataset("d", new[] { 2f, 4 }, [1]));

        var back = scaler.InverseTransform(scaler.Transform(new Dataset("d", new[] { 1f, 3, 9, float.NaN }, [1])));

        Assert.Equal([2, 3, 4, float.NaN], back.Features.ToArray());
    }

    [Fact]
    public void Fit_RangeThatFloat64DoesNotHold_NamesTheColumn()
    {
        var data = Dataset.FromColumns("d", [new FeatureColumn("far", new[] { -1e308, 1e308 })]);

        var error = Assert.Throws<ArgumentException>(() => new MinMaxScaler().Fit(data));

        Assert.Contains("The numbers of `far` of `d` lie so far apart", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_EmptyOrInfiniteRange_IsRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => new MinMaxScaler(new MinMaxScalerOptions { Minimum = 1 }));

        Assert.Contains("Minimum is 1 and Maximum is 1; expected a finite range with Minimum below Maximum.", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new MinMaxScalerOptions { Maximum = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new MinMaxScalerOptions { Minimum = double.NegativeInfinity });
        Assert.Throws<ArgumentException>(() => new MinMaxScaler(new MinMaxScalerOptions { Minimum = -1e308, Maximum = 1e308 }));
    }

    [Fact]
    public void Json_MinimumAboveMaximum_IsInvalidData()
    {
        var json = new MinMaxScaler().Fit(new Dataset("d", new[] { 2f, 4 }, [1])).ToJson();
        json["learned"]!["minimum"]![0] = 5;

        var error = Assert.Throws<InvalidDataException>(() => Transformers.FromJson(json));

        Assert.Contains("is above its maximum", error.Message, StringComparison.Ordinal);
    }
}
