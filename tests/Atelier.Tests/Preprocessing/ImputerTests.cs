using Atelier.Data;
using Atelier.Preprocessing;
using Atelier.Tests.References;

namespace Atelier.Tests.Preprocessing;

public sealed class ImputerTests : TransformerContract
{
    public static TheoryData<int> Cases => [.. NumericReference.Cases("imputer")];

    protected override IReadOnlyList<SampleForm> Forms => [SampleForm.Dense, SampleForm.Numbers];

    protected override bool TakesAllMissing => false;

    protected override ITransformer NewTransformer() => new Imputer(new ImputerOptions { AddIndicator = true });

    [Theory]
    [MemberData(nameof(Cases))]
    public void Transform_EqualsScikitLearn(int at)
    {
        var reference = NumericReference.Case("imputer", at);
        var table = NumericReference.Table(reference);
        var strategy = reference["strategy"]!.GetValue<string>() switch
        {
            "mean" => ImputeStrategy.Mean,
            "median" => ImputeStrategy.Median,
            "most_frequent" => ImputeStrategy.MostFrequent,
            _ => ImputeStrategy.Constant,
        };
        var options = new ImputerOptions { Strategy = strategy, Number = -1.5, AddIndicator = reference["indicator"]!.GetValue<bool>() };

        var imputer = new Imputer(options).Fit(NumericReference.Train(table, reference));

        NumericReference.AssertClose(reference.NumbersOrNaN("result"), NumericReference.Numbers(imputer.Transform(table)), 1e-12);
    }

    [Fact]
    public void Transform_Text_TakesTheMostFrequentOrTheConstant()
    {
        var data = Texts("b", null, "a", "b", "a", null);

        // Two texts occur twice: the smaller is taken.
        Assert.Equal(["b", "a", "a", "b", "a", "a"], new Imputer(ImputeStrategy.MostFrequent).Fit(data).Transform(data).Columns[0].Texts);
        Assert.Equal(
            ["b", "?", "a", "b", "a", "?"],
            new Imputer(new ImputerOptions { Strategy = ImputeStrategy.Constant, Text = "?" }).Fit(data).Transform(data).Columns[0].Texts);
    }

    [Fact]
    public void Transform_Indicators_NameTheirColumns()
    {
        var data = Dataset.FromColumns(
            "d", [new FeatureColumn("a", new[] { 1, double.NaN }), new FeatureColumn("b", new[] { 1.0, 2 }), new FeatureColumn("c", new[] { "x", null })]);

        var imputer = new Imputer(new ImputerOptions { Strategy = ImputeStrategy.MostFrequent, AddIndicator = true }).Fit(data);
        var result = imputer.Transform(data);

        Assert.Equal(["a", "b", "c", "a missing", "c missing"], result.FeatureNames);
        Assert.Equal(result.FeatureNames, imputer.Output.Names);
        Assert.Equal(FeatureKind.Text, imputer.Output.Kind(2));
        Assert.Equal([0.0, 1], result.Column("c missing").Numbers.ToArray());
    }

    [Fact]
    public void Transform_DenseWithIndicators_AppendsThem()
    {
        var data = new Dataset("d", new[] { 1, float.NaN, 3, 4 }, [2]);

        var imputer = new Imputer(new ImputerOptions { AddIndicator = true }).Fit(data);

        Assert.Equal([1f, 4, 1, 3, 4, 0], imputer.Transform(data).Features.ToArray());
        Assert.Equal([3], imputer.Output.Shape);
    }

    [Fact]
    public void Fit_NothingThereOrNoSuchFigure_SaysWhatToDo()
    {
        var empty = Dataset.FromColumns("d", [new FeatureColumn("a", new[] { double.NaN, double.NaN })]);

        Assert.Contains("Every value of `a` of `d` is missing", Assert.Throws<ArgumentException>(() => new Imputer().Fit(empty)).Message, StringComparison.Ordinal);
        Assert.Contains("`t` of `d` holds text, which has no median", Assert.Throws<ArgumentException>(() => new Imputer().Fit(Texts("x"))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new Imputer(ImputeStrategy.MostFrequent).Fit(Texts(null, null)));
        Assert.Contains(
            "holds dates",
            Assert.Throws<ArgumentException>(() => new Imputer().Fit(Dataset.FromColumns("d", [new FeatureColumn("t", new DateTime?[1])]))).Message,
            StringComparison.Ordinal);
        Assert.Equal([0.0, 0], new Imputer(ImputeStrategy.Constant).Fit(empty).Transform(empty).Columns[0].Numbers.ToArray());
    }

    [Fact]
    public void Options_NumberThatIsNone_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImputerOptions { Number = double.NaN });

    private static Dataset Texts(params string?[] texts) => Dataset.FromColumns("d", [new FeatureColumn("t", texts)]);
}
