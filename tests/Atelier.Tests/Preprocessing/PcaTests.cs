using Atelier.Data;
using Atelier.Preprocessing;
using Atelier.Tests.References;

namespace Atelier.Tests.Preprocessing;

public sealed class PcaTests : TransformerContract
{
    public static TheoryData<int> Cases => [.. NumericReference.Cases("pca")];

    protected override bool TakesAllMissing => false;

    protected override double InverseTolerance => 1e-4;

    protected override ITransformer NewTransformer() => new Pca();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Fit_EqualsScikitLearn(int at)
    {
        var reference = NumericReference.Case("pca", at);
        var table = NumericReference.Table(reference, complete: true);
        var count = reference["count"]?.GetValue<double>();
        var options = new PcaOptions
        {
            Components = count >= 1 ? (int)count : null,
            ExplainedVariance = count < 1 ? count : null,
            Whiten = reference["whiten"]!.GetValue<bool>(),
        };

        var pca = new Pca(options).Fit(NumericReference.Train(table, reference));
        var result = pca.Transform(table);

        NumericReference.AssertClose(reference.NumbersOrNaN("directions"), [.. pca.Directions.SelectMany(direction => direction)], 1e-6);
        NumericReference.AssertClose(reference.NumbersOrNaN("variance"), [.. pca.ExplainedVariance], 1e-9);
        NumericReference.AssertClose(reference.NumbersOrNaN("ratio"), [.. pca.ExplainedVarianceRatio], 1e-9);
        NumericReference.AssertClose(reference.NumbersOrNaN("result"), NumericReference.Numbers(result), 1e-6);
        NumericReference.AssertClose(reference.NumbersOrNaN("inverse"), NumericReference.Numbers(pca.InverseTransform(result)), 1e-6);
    }

    [Fact]
    public void Fit_ManyFeatures_DirectionsAreOrthonormalAndDescend()
    {
        var random = new Random(5);
        var data = new Dataset("wide", Enumerable.Range(0, 300 * 120).Select(_ => random.NextSingle() - 0.5f).ToArray(), [120]);

        var pca = new Pca().Fit(data);

        for (var i = 0; i < pca.Directions.Count; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var product = pca.Directions[i].Zip(pca.Directions[j], (a, b) => a * b).Sum();
                Assert.Equal(i == j ? 1 : 0, product, 1e-12);
            }
        }

        Assert.Equal(pca.ExplainedVariance.OrderDescending(), pca.ExplainedVariance);
        Assert.Equal(1, pca.ExplainedVarianceRatio.Sum(), 1e-12);
    }

    [Fact]
    public void Fit_ColumnsThatNeverVaryOrRepeat_StaysFinite()
    {
        var data = Dataset.FromColumns(
            "d", [new FeatureColumn("a", new double[] { 1, 2, 3 }), new FeatureColumn("b", new double[] { 1, 2, 3 }), new FeatureColumn("c", new double[] { 7, 7, 7 })]);

        var result = new Pca(new PcaOptions { Whiten = true }).Fit(data).Transform(data);

        Assert.All(NumericReference.Numbers(result), value => Assert.True(double.IsFinite(value)));
    }

    [Fact]
    public void Fit_MissingValuesOrTooManyComponents_SaysWhatToDo()
    {
        var data = Dataset.FromColumns("d", [new FeatureColumn("a", new[] { 1, double.NaN })]);

        Assert.Contains("`a` of `d` has 1 missing values", Assert.Throws<ArgumentException>(() => new Pca().Fit(data)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "`Components` is 5; `d` has 2 rows of 3 features",
            Assert.Throws<ArgumentException>(() => new Pca(new PcaOptions { Components = 5 }).Fit(new Dataset("d", new float[6], [3]))).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new PcaOptions { ExplainedVariance = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new PcaOptions { Components = 0 });
    }
}
