using Atelier.Data;

namespace Atelier.Tests.Data;

public sealed class DatasetTests
{
    [Fact]
    public void Constructor_RaggedFeatures_SaysWhatFits()
    {
        var error = Assert.Throws<ArgumentException>(() => new Dataset("d", new float[7], [2, 3]));

        Assert.Contains("`features` holds 7 values; expected a multiple of 6", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_LabelCountDiffers_SaysBothCounts()
    {
        var error = Assert.Throws<ArgumentException>(() => new Dataset("d", new float[6], [2], new int[2]));

        Assert.Contains("`labels` has 2 entries; expected 3", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    public void Constructor_LabelOutOfRange_NamesRowAndRange(int label)
    {
        var error = Assert.Throws<ArgumentException>(() => new Dataset("d", new float[2], [1], new[] { 0, label }, ["a", "b"]));

        Assert.Contains($"holds {label} at row 1; expected a class index from 0 to 1", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(100_000_000)]
    [InlineData(int.MaxValue)]
    public void Constructor_LabelThatIsNoClass_NamesTheRow(int label)
    {
        var error = Assert.Throws<ArgumentException>(() => new Dataset("d", new float[2], [1], new[] { 0, label }));

        Assert.Contains($"holds {label} at row 1; expected class indexes from 0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_ShapeOfAstronomicSize_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Dataset("d", new float[2], [int.MaxValue, int.MaxValue, int.MaxValue]));

    [Fact]
    public void Constructor_FeatureNamesTooFew_IsRefused() =>
        Assert.Throws<ArgumentException>(() => new Dataset("d", new float[4], [2], featureNames: ["one"]));

    [Fact]
    public void Constructor_NoClassNames_NumbersThem()
    {
        var data = new Dataset("d", new float[3], [1], new[] { 0, 2, 1 });

        Assert.Equal(["0", "1", "2"], data.ClassNames);
    }

    [Fact]
    public void EnsureFinite_NotANumber_NamesRowAndFeature()
    {
        var features = new float[10_000];
        features[5_003] = float.NaN;

        var error = Assert.Throws<ArgumentException>(() => new Dataset("d", features, [10]).EnsureFinite());

        Assert.Contains("`feature 3` of `d` is NaN at row 500", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void EnsureFinite_Infinite_IsRefused(float value) =>
        Assert.Throws<ArgumentException>(() => new Dataset("d", new[] { 1, -3, value }, [1]).EnsureFinite());

    [Fact]
    public void EnsureFinite_LargestNumbers_AreFine() =>
        new Dataset("d", new[] { float.MaxValue, float.MinValue, float.Epsilon }, [1]).EnsureFinite();

    [Fact]
    public void Select_RowsTwice_CopiesRowsAndLabelsInOrder()
    {
        var data = Numbered(4);

        var chosen = data.Select([3, 0, 3]);

        Assert.Equal([6f, 7, 0, 1, 6, 7], chosen.Features.ToArray());
        Assert.Equal([1, 0, 1], chosen.Labels.ToArray());
        Assert.Equal(data.ClassNames, chosen.ClassNames);
    }

    [Fact]
    public void Select_NoSuchRow_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => Numbered(4).Select([4]));

    [Fact]
    public void Slice_OutsideTheRows_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => Numbered(4).Slice(2, int.MaxValue));

    [Fact]
    public void Batches_Shuffled_HoldEveryRowOnceWithItsLabel()
    {
        var data = Numbered(23);

        var batches = data.Batches(5, new Random(1)).ToArray();

        Assert.Equal([5, 5, 5, 5, 3], batches.Select(batch => batch.Count));
        var rows = batches.SelectMany(batch => Enumerable.Range(0, batch.Count).Select(i => (batch.Row(i)[0], batch.Labels.Span[i]))).ToArray();
        Assert.Equal(Enumerable.Range(0, 23).Select(i => (2f * i, i % 2)), rows.Order());
        Assert.NotEqual(rows.Order(), rows);
    }

    [Fact]
    public void Batches_SizeZero_IsRefusedAtTheCall() => Assert.Throws<ArgumentOutOfRangeException>(() => Numbered(3).Batches(0));

    [Fact]
    public void Hash_OneValueChanged_Differs()
    {
        var features = new float[] { 1, 2, 3 };

        var hash = new Dataset("a", features, [1]).Hash;

        Assert.Equal(hash, new Dataset("b", (float[])features.Clone(), [1]).Hash);
        Assert.NotEqual(hash, new Dataset("a", new float[] { 1, 2, 4 }, [1]).Hash);
    }

    private static Dataset Numbered(int rows) => new(
        "numbers",
        Enumerable.Range(0, 2 * rows).Select(i => (float)i).ToArray(),
        [2],
        Enumerable.Range(0, rows).Select(i => i % 2).ToArray(),
        ["even", "odd"]);
}
