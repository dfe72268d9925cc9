using Atelier.Data;
using Atelier.Preprocessing;
using Atelier.Tests.References;

namespace Atelier.Tests.Preprocessing;

public sealed class OutlierClipperTests : TransformerContract
{
    public static TheoryData<int> Cases => [.. NumericReference.Cases("clipper")];

    protected override ITransformer NewTransformer() => new OutlierClipper(new OutlierClipperOptions { Rule = ClipRule.Quantiles, Tail = 0.1 });

    [Theory]
    [MemberData(nameof(Cases))]
    public void Transform_EqualsNumpy(int at)
    {
        var reference = NumericReference.Case("clipper", at);
        var table = NumericReference.Table(reference);
        var rule = reference["rule"]!.GetValue<string>() == "quantiles" ? ClipRule.Quantiles : ClipRule.Whiskers;

        var clipper = new OutlierClipper(new OutlierClipperOptions { Rule = rule }).Fit(table);

        NumericReference.AssertClose(reference.NumbersOrNaN("lower"), clipper.Lower.ToArray(), 1e-12);
        NumericReference.AssertClose(reference.NumbersOrNaN("upper"), clipper.Upper.ToArray(), 1e-12);
        NumericReference.AssertClose(reference.NumbersOrNaN("result"), NumericReference.Numbers(clipper.Transform(table)), 1e-12);
    }

    [Fact]
    public void Transform_GivenLimits_ClipsInfinitiesAndKeepsNaN()
    {
        var data = Dataset.FromColumns("d", [new FeatureColumn("a", new[] { 1.0, 2 })]);
        var clipper = new OutlierClipper(new OutlierClipperOptions { Rule = ClipRule.Limits, Lower = 0, Upper = 1.5 }).Fit(data);

        var result = clipper.Transform(data.WithColumns([new FeatureColumn("a", new[] { double.NegativeInfinity, double.NaN })]));

        Assert.Equal([1, 1.5], clipper.Transform(data).Columns[0].Numbers.ToArray());
        Assert.Equal([0, double.NaN], result.Columns[0].Numbers.ToArray());
    }

    [Fact]
    public void Options_OutOfRange_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new OutlierClipperOptions { Tail = 0.5 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new OutlierClipperOptions { Factor = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new OutlierClipperOptions { Lower = double.NaN });
        Assert.Contains(
            "`Lower` is 2 and `Upper` 1",
            Assert.Throws<ArgumentException>(() => new OutlierClipper(new OutlierClipperOptions { Lower = 2, Upper = 1 })).Message,
            StringComparison.Ordinal);
    }
}
