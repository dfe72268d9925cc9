using System.Text.Json.Nodes;
using Atelier.Data;
using Atelier.Preprocessing;
using Atelier.Tests.References;

namespace Atelier.Tests.Preprocessing;

public sealed class QuantileTransformerTests : TransformerContract
{
    public static TheoryData<int> Cases => [.. Enumerable.Range(0, ScalingReference.Cases)];

    protected override ITransformer NewTransformer() => new QuantileTransformer(new QuantileTransformerOptions { Output = QuantileOutput.Normal });

    [Theory]
    [MemberData(nameof(Cases))]
    public void Transform_Uniform_EqualsScikitLearn(int at)
    {
        ScalingReference.FitAndCompare("quantile", at, new QuantileTransformer(), 1e-9);
        ScalingReference.FitAndCompare("quantile_few", at, new QuantileTransformer(new QuantileTransformerOptions { Quantiles = 10 }), 1e-9);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Transform_Normal_EqualsScikitLearn(int at)
    {
        var few = new QuantileTransformerOptions { Output = QuantileOutput.Normal, Quantiles = 25 };

        ScalingReference.FitAndCompare("quantile_normal", at, (QuantileTransformer)NewTransformer(), 1e-7);
        ScalingReference.FitAndCompare("quantile_normal_few", at, new QuantileTransformer(few), 1e-7);
    }

    [Theory]
    [InlineData(QuantileOutput.Uniform)]
    [InlineData(QuantileOutput.Normal)]
    public void InverseTransform_ReferenceTables_GivesThemBack(QuantileOutput output)
    {
        foreach (var name in new[] { "iris", "mpg", "titanic", "generated" })
        {
            var data = ScalingReference.Table(name);
            var fitted = new QuantileTransformer(new QuantileTransformerOptions { Output = output }).Fit(data);

            var back = fitted.InverseTransform(fitted.Transform(data));

            // A missing value makes the quantiles fewer than the values, so that a value may be replaced by a neighbour's interpolation.
            foreach (var (expected, actual) in data.Columns.Zip(back.Columns).Where(pair => !pair.First.Numbers.ToArray().Any(double.IsNaN)))
            {
                Assert.Equal(expected.Numbers.ToArray(), actual.Numbers.ToArray(), (a, b) => Math.Abs(a - b) <= 1e-6 * Math.Max(1, Math.Abs(a)));
            }
        }
    }

    [Fact]
    public void Transform_Uniform_IsTheShareBelow()
    {
        var fitted = new QuantileTransformer().Fit(new Dataset("d", new[] { 10f, 20, 20, 20, 50 }, [1]));

        var result = fitted.Transform(new Dataset("d", new[] { -1f, 10, 15, 20, 35, 50, 99, float.NaN }, [1]));

        Assert.Equal([0, 0, 0.125f, 0.5f, 0.875f, 1, 1, float.NaN], result.Features.ToArray());
    }

    [Fact]
    public void NormalDistribution_EqualsScipy()
    {
        var reference = ScalingReference.Normal;

        Assert.Equal(
            reference.Doubles("quantiles"),
            reference.Doubles("shares").Select(NormalDistribution.Quantile),
            (a, b) => Math.Abs(a - b) <= 1e-13 * Math.Max(1, Math.Abs(a)));
        Assert.Equal(
            reference.Doubles("below"),
            reference.Doubles("values").Select(NormalDistribution.Share),
            (a, b) => Math.Abs(a - b) <= 1e-15);
    }

    [Fact]
    public void Options_OutOfRange_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new QuantileTransformerOptions { Quantiles = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new QuantileTransformerOptions { Quantiles = 1_000_001 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new QuantileTransformerOptions { Output = (QuantileOutput)7 });
    }

    [Theory]
    [InlineData("[[1, 2], [3, 2]]")]
    [InlineData("[[1, 2], [3]]")]
    [InlineData("[[1, 2]]")]
    [InlineData("[[], []]")]
    [InlineData("[null, [1, 2]]")]
    public void Json_QuantilesThatDoNotFit_AreInvalidData(string quantiles)
    {
        var json = new QuantileTransformer().Fit(new Dataset("d", new[] { 1f, 2, 3, 4 }, [2])).ToJson();
        json["learned"]!["quantiles"] = JsonNode.Parse(quantiles);

        var error = Assert.Throws<InvalidDataException>(() => Transformers.FromJson(json));

        Assert.Contains("The field `quantiles` holds", error.Message, StringComparison.Ordinal);
    }
}
