using Atelier.Data;
using Atelier.Preprocessing;
using Atelier.Tests.References;

namespace Atelier.Tests.Preprocessing;

public sealed class PowerTransformerTests : TransformerContract
{
    public static TheoryData<int> Cases => [.. Enumerable.Range(0, ScalingReference.Cases)];

    protected override ITransformer NewTransformer() => new PowerTransformer();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Transform_EqualsScikitLearn(int at)
    {
        var fitted = ScalingReference.FitAndCompare("power", at, new PowerTransformer(), 1e-4);
        var plain = ScalingReference.FitAndCompare("power_plain", at, new PowerTransformer(new PowerTransformerOptions { Standardize = false }), 1e-4);

        Assert.Equal(fitted.Lambda.ToArray(), plain.Lambda.ToArray());
        ScalingReference.Compare("power", at, "lambda", fitted.Lambda, 1e-4);
    }

    [Theory]
    [InlineData(0, 1, 0)]
    [InlineData(3, 1, 3)]
    [InlineData(-3, 1, -3)]
    [InlineData(3, 0, 1.3862943611198906)]
    [InlineData(3, 0.5, 2)]
    [InlineData(3, 2, 7.5)]
    [InlineData(3, -1, 0.75)]
    [InlineData(-3, 2, -1.3862943611198906)]
    [InlineData(-3, 1.5, -2)]
    [InlineData(-3, 0, -7.5)]
    [InlineData(1e-12, 0.3, 1e-12)]
    [InlineData(-1e-12, 1e-13, -1e-12)]
    public void YeoJohnson_EqualsItsFormulaBothWays(double value, double lambda, double expected)
    {
        var transformed = YeoJohnson.Transform(value, lambda);

        Assert.Equal(expected, transformed, 1e-11 * Math.Abs(expected));
        Assert.Equal(value, YeoJohnson.Inverse(transformed, lambda), 1e-11 * Math.Abs(value));
    }

    [Fact]
    public void Fit_MostLikelyLambda_IsAMinimumOnBothSides()
    {
        var data = ScalingReference.Table("generated");
        foreach (var column in data.Columns.Where(column => column.Name != "constant"))
        {
            double[] values = [.. column.Numbers.ToArray().Where(value => !double.IsNaN(value))];
            double Likelihood(double lambda)
            {
                double[] transformed = [.. values.Select(value => YeoJohnson.Transform(value, lambda))];
                var mean = transformed.Average();
                var logs = values.Sum(value => Math.Sign(value) * Math.Log(1 + Math.Abs(value)));
                return (-values.Length / 2.0 * Math.Log(transformed.Average(value => (value - mean) * (value - mean)))) + ((lambda - 1) * logs);
            }

            var lambda = YeoJohnson.MostLikely(values);

            Assert.True(Likelihood(lambda) > Likelihood(lambda - 0.01), column.Name);
            Assert.True(Likelihood(lambda) > Likelihood(lambda + 0.01), column.Name);
        }
    }

    [Fact]
    public void InverseTransform_ReferenceTables_GivesThemBack()
    {
        foreach (var name in new[] { "mpg", "titanic", "generated" })
        {
            var data = ScalingReference.Table(name);
            var fitted = new PowerTransformer().Fit(data);

            var back = fitted.InverseTransform(fitted.Transform(data));

            foreach (var (expected, actual) in data.Columns.Zip(back.Columns))
            {
                Assert.Equal(expected.Numbers.ToArray(), actual.Numbers.ToArray(), (a, b) => a.Equals(b) || Math.Abs(a - b) <= 1e-7 * Math.Max(1, Math.Abs(a)));
            }
        }
    }

    [Fact]
    public void InverseTransform_WhatNoNumberBecomes_IsMissing()
    {
        var data = Dataset.FromColumns("d", [new FeatureColumn("x", new[] { 1.0, 2, 3, 5, 8, 1000, 100000 })]);
        var fitted = new PowerTransformer().Fit(data);

        var back = fitted.InverseTransform(Dataset.FromColumns("d", [new FeatureColumn("x", new[] { 1e9, 0 })]));

        Assert.True(fitted.Lambda.Span[0] < 0);
        Assert.True(double.IsNaN(back.Columns[0].Numbers.Span[0]));
        Assert.InRange(back.Columns[0].Numbers.Span[1], 1, 100000);
    }

    [Fact]
    public void Fit_NumbersThatNoPowerTames_NamesTheColumn()
    {
        var data = Dataset.FromColumns("d", [new FeatureColumn("far", new[] { -1e308, 1e308, 5 })]);

        var error = Assert.Throws<ArgumentException>(() => new PowerTransformer().Fit(data));

        Assert.Contains("The numbers of `far` of `d` lie so far apart", error.Message, StringComparison.Ordinal);
    }
}
