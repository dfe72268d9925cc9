using Atelier.Data;

namespace Atelier.Tests.Data;

public sealed class TabularDatasetTests
{
    private static readonly DateTime Day = new(2026, 1, 31);

    [Fact]
    public void FromColumns_HoldsNumbersTextAndDates()
    {
        var data = Table();

        Assert.True(data.IsTabular);
        Assert.Equal([3], data.FeatureShape);
        Assert.Equal(["age", "plan", "since"], data.FeatureNames);
        Assert.Equal([FeatureKind.Number, FeatureKind.Text, FeatureKind.Date], data.Columns.Select(column => column.Kind));
        Assert.Equal([false, true, false, false], Enumerable.Range(0, 4).Select(data.Column("age").IsMissing));
        Assert.Equal([false, false, true, false], Enumerable.Range(0, 4).Select(data.Column("plan").IsMissing));
        Assert.Equal([false, true, false, false], Enumerable.Range(0, 4).Select(data.Column("since").IsMissing));
    }

    [Fact]
    public void Features_OfText_SaysToEncode()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Table().Features);

        Assert.Contains("The column `plan` holds text; expected numbers", error.Message, StringComparison.Ordinal);
        Assert.Contains("OneHotEncoder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Column_Unknown_ListsTheColumns()
    {
        var error = Assert.Throws<ArgumentException>(() => Table().Column("Age"));

        Assert.Contains("no column `Age`; it has age, plan, since", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(1, 2)]
    [InlineData(4, 0)]
    public void Slice_EqualsSelectOfTheSameRows(int start, int count)
    {
        var data = Table();

        var slice = data.Slice(start, count);

        Assert.Equal(data.Select([.. Enumerable.Range(start, count)]).Hash, slice.Hash);
        Assert.Equal(slice.Hash, slice.Slice(0, count).Select([.. Enumerable.Range(0, count)]).Hash);
        Assert.Equal(data.Targets.ToArray()[start..(start + count)], slice.Targets.ToArray());
        Assert.Equal(data.Weights.ToArray()[start..(start + count)], slice.Weights.ToArray());
    }

    [Fact]
    public void Split_Tabular_KeepsEveryRowOnce()
    {
        var (train, test) = Table().Split(0.5, 0.5, seed: 3);

        Assert.Equal([1f, 2, 3, 4], train.Targets.ToArray().Concat(test.Targets.ToArray()).Order());
        Assert.True(train.IsTabular);
    }

    [Fact]
    public void FromColumns_NamesOrLengthsThatDoNotFit_AreRefused()
    {
        var a = new FeatureColumn("a", new double[2]);

        Assert.Contains("`a` occurs 2 times", Assert.Throws<ArgumentException>(() => Dataset.FromColumns("d", [a, a])).Message, StringComparison.Ordinal);
        Assert.Contains(
            "`b` has 3 entries; expected 2",
            Assert.Throws<ArgumentException>(() => Dataset.FromColumns("d", [a, new FeatureColumn("b", new double[3])])).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Dataset.FromColumns("d", []));
    }

    [Theory]
    [InlineData(-1f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Weights_ThatAreNone_AreRefused(float weight)
    {
        var error = Assert.Throws<ArgumentException>(() => new Dataset("d", new float[2], [1], weights: new[] { 1, weight }));

        Assert.Contains("expected finite numbers, at least 0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Hash_TellsMissingFromEmpty_AndBordersOfTexts()
    {
        string Hash(params string?[] texts) => Dataset.FromColumns("d", [new FeatureColumn("t", texts)]).Hash;

        Assert.Equal(4, new[] { Hash("ab", "c"), Hash("a", "bc"), Hash("", "c"), Hash(null, "c") }.Distinct().Count());
    }

    [Fact]
    public void Streamed_ReadsOnlyTheRowsAskedFor()
    {
        var source = new Counting();
        var data = Dataset.FromSource("squares", source, labels: new int[1_000_000]);

        var row = data.Select([7, 999_999]).Slice(1, 1).Row(0).ToArray();

        Assert.Equal([999_999f, 999_999f * 999_999], row);
        Assert.Equal(1, source.RowsRead);
        Assert.True(data.Slice(0, 10).IsStreamed);
        Assert.Equal(1, source.RowsRead);
    }

    [Fact]
    public void Streamed_EqualsTheSameRowsInMemory()
    {
        var streamed = Dataset.FromSource("squares", new Counting()).Slice(20, 50);

        var copied = new Dataset("copy", streamed.Features, [2]);

        Assert.Equal(copied.Hash, streamed.Hash);
        Assert.Equal(copied.Batches(7).Select(batch => batch.Hash), streamed.Batches(7).Select(batch => batch.Hash));
    }

    [Fact]
    public void Streamed_MoreThanAnArrayHolds_SaysToGoInBatches()
    {
        var data = Dataset.FromSource("wide", new Counting { Width = 1_000_000 });

        var error = Assert.Throws<InvalidOperationException>(() => data.Features);

        Assert.Contains("Go through it with Batches", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CopyRows_TooShortOrNoSuchRow_IsRefused()
    {
        var data = new Dataset("d", new float[4], [2]);

        Assert.Throws<ArgumentException>(() => data.CopyRows([0, 1], new float[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => data.CopyRows([2], new float[2]));
    }

    private static Dataset Table() => Dataset.FromColumns(
        "customers",
        [
            new FeatureColumn("age", new[] { 30, double.NaN, 41.5, 28 }),
            new FeatureColumn("plan", new[] { "basic", "", null, "pro" }),
            new FeatureColumn("since", new DateTime?[] { Day, null, Day.AddHours(1), Day.AddDays(2) }),
        ],
        labels: new[] { 0, 1, 1, 0 },
        targets: new[] { 1f, 2, 3, 4 },
        weights: new[] { 1f, 0, 2, 1 });

    /// <summary>Row r is (r, r², 0, ...), a million of them; counts what is read.</summary>
    private sealed class Counting : IFeatureSource
    {
        public int RowsRead { get; private set; }

        public int Width { get; init; } = 2;

        public int Count => 1_000_000;

        public IReadOnlyList<int> Shape => [Width];

        public void Read(ReadOnlySpan<int> rows, Span<float> destination)
        {
            RowsRead += rows.Length;
            for (var i = 0; i < rows.Length; i++)
            {
                destination[i * Width] = rows[i];
                destination[(i * Width) + 1] = (float)rows[i] * rows[i];
            }
        }
    }
}
