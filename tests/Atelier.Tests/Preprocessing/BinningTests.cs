using Atelier.Data;
using Atelier.Preprocessing;
using Atelier.Tests.References;

namespace Atelier.Tests.Preprocessing;

public sealed class BinningTests : TransformerContract
{
    public static TheoryData<int> Cases => [.. NumericReference.Cases("binning")];

    protected override ITransformer NewTransformer() => new Binning(new BinningOptions { Bins = 3 });

    [Theory]
    [MemberData(nameof(Cases))]
    public void Fit_EqualsScikitLearn(int at)
    {
        var reference = NumericReference.Case("binning", at);
        var complete = NumericReference.Table(reference, complete: true);
        var table = complete.WithColumns(reference.Strings("columns").Select(complete.Column));
        var strategy = Enum.Parse<BinStrategy>(reference["strategy"]!.GetValue<string>(), ignoreCase: true);
        var options = new BinningOptions { Bins = reference["bins"]!.GetValue<int>(), Strategy = strategy, OneHot = reference["oneHot"]!.GetValue<bool>() };

        var binning = new Binning(options).Fit(NumericReference.Train(table, reference));

        var tolerance = strategy == BinStrategy.KMeans ? 1e-4 : 1e-12;
        foreach (var (edges, column) in reference["edges"]!.AsArray().Zip(binning.Edges))
        {
            NumericReference.AssertClose([.. edges!.AsArray().Select(edge => edge!.GetValue<double>())], [.. column], tolerance);
        }

        Assert.Equal(reference.NumbersOrNaN("result"), NumericReference.Numbers(binning.Transform(table)));
    }

    [Fact]
    public void Transform_BeyondTheTrainingDataAndMissing_TakeTheOuterBinsAndStayMissing()
    {
        var binning = new Binning(new BinningOptions { Bins = 2, Strategy = BinStrategy.Uniform }).Fit(Column(0, 10));
        var oneHot = new Binning(new BinningOptions { Bins = 2, Strategy = BinStrategy.Uniform, OneHot = true }).Fit(Column(0, 10));
        var data = Column(-5, 5, 99, double.NaN, double.PositiveInfinity, double.NegativeInfinity);

        Assert.Equal([0, 1, 1, double.NaN, 1, 0], binning.Transform(data).Columns[0].Numbers.ToArray());
        Assert.Equal(["a=bin 0", "a=bin 1"], oneHot.Output.Names);
        Assert.Equal([1f, 0, 0, 1, 0, 1, 0, 0, 0, 1, 1, 0], oneHot.Transform(data).Features.ToArray());
    }

    [Fact]
    public void Fit_ColumnThatNeverVaries_HasOneBin()
    {
        var binning = new Binning().Fit(Column(3, 3, 3));

        Assert.Equal([0.0, 0, 0], binning.Transform(Column(1, 3, 9)).Columns[0].Numbers.ToArray());
    }

    [Fact]
    public void Fit_FewerDifferentValuesThanClusters_HasABinForEach()
    {
        var binning = new Binning(new BinningOptions { Bins = 6, Strategy = BinStrategy.KMeans }).Fit(Column(0, 1, 1, 5, 0, 5, 5));

        Assert.Equal([0, 0.5, 3, 5], binning.Edges[0]);
    }

    [Fact]
    public void Options_OneBin_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => new BinningOptions { Bins = 1 });

    private static Dataset Column(params double[] values) => Dataset.FromColumns("d", [new FeatureColumn("a", values)]);
}
