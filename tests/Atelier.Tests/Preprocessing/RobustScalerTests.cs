using Atelier.Data;
using Atelier.Preprocessing;
using Atelier.Tests.References;

namespace Atelier.Tests.Preprocessing;

public sealed class RobustScalerTests : TransformerContract
{
    public static TheoryData<int> Cases => [.. Enumerable.Range(0, ScalingReference.Cases)];

    protected override ITransformer NewTransformer() => new RobustScaler();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Transform_EqualsScikitLearn(int at)
    {
        var fitted = ScalingReference.FitAndCompare("robust", at, new RobustScaler(), 1e-9);

        ScalingReference.Compare("robust", at, "center", fitted.Center, 1e-12);
        ScalingReference.Compare("robust", at, "scale", fitted.Scale, 1e-12);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Transform_OtherQuantilesOrOneStepOnly_EqualsScikitLearn(int at)
    {
        var wide = new RobustScaler(new RobustScalerOptions { LowerQuantile = 0.1, UpperQuantile = 0.8, Center = false });
        var centered = new RobustScaler(new RobustScalerOptions { Scale = false });

        ScalingReference.Compare("robust_wide", at, "scale", ScalingReference.FitAndCompare("robust_wide", at, wide, 1e-9).Scale, 1e-12);
        ScalingReference.Compare("robust_centered", at, "center", ScalingReference.FitAndCompare("robust_centered", at, centered, 1e-9).Center, 1e-12);
    }

    [Fact]
    public void Fit_OutliersOfAQuarter_DoNotMatter()
    {
        double[] values = [.. Enumerable.Range(0, 101)];
        var plain = new RobustScaler().Fit(Dataset.FromColumns("d", [new FeatureColumn("x", values)]));
        double[] changed = [.. values.Select(value => value > 80 ? 1e12 : value)];

        var robust = new RobustScaler().Fit(Dataset.FromColumns("d", [new FeatureColumn("x", changed)]));

        Assert.Equal(50, plain.Center.Span[0]);
        Assert.Equal(50, plain.Scale.Span[0]);
        Assert.Equal(plain.Center.ToArray(), robust.Center.ToArray());
        Assert.Equal(plain.Scale.ToArray(), robust.Scale.ToArray());
    }

    [Fact]
    public void Options_QuantilesOutOfOrderOrRange_AreRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => new RobustScaler(new RobustScalerOptions { LowerQuantile = 0.75 }));

        Assert.Contains("LowerQuantile is 0.75 and UpperQuantile is 0.75; expected LowerQuantile below UpperQuantile.", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new RobustScalerOptions { LowerQuantile = -0.1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RobustScalerOptions { UpperQuantile = 75 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RobustScalerOptions { UpperQuantile = double.NaN });
    }
}
