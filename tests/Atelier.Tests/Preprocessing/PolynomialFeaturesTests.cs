using Atelier.Data;
using Atelier.Preprocessing;
using Atelier.Tests.References;

namespace Atelier.Tests.Preprocessing;

public sealed class PolynomialFeaturesTests : TransformerContract
{
    public static TheoryData<int> Cases => [.. NumericReference.Cases("polynomial")];

    protected override ITransformer NewTransformer() => new PolynomialFeatures();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Transform_EqualsScikitLearn(int at)
    {
        var reference = NumericReference.Case("polynomial", at);
        var table = NumericReference.Table(reference, complete: true).Slice(0, 60);
        var options = new PolynomialFeaturesOptions
        {
            Degree = reference["degree"]!.GetValue<int>(),
            InteractionOnly = reference["interactionOnly"]!.GetValue<bool>(),
            IncludeBias = reference["bias"]!.GetValue<bool>(),
        };

        var result = new PolynomialFeatures(options).Fit(table).Transform(table);

        Assert.Equal(reference.Strings("names"), result.FeatureNames);
        NumericReference.AssertClose(reference.NumbersOrNaN("result"), NumericReference.Numbers(result), 1e-12);
    }

    [Fact]
    public void Fit_MoreFeaturesThanAnyModelTakes_IsRefusedBeforeMakingThem()
    {
        var data = new Dataset("wide", new float[1000], [1000]);

        var error = Assert.Throws<ArgumentException>(() => new PolynomialFeatures(new PolynomialFeaturesOptions { Degree = 9 }).Fit(data));

        Assert.Contains("Degree 9 makes more than 1000000 features of 1000", error.Message, StringComparison.Ordinal);
    }
}
