using System.Globalization;
using Atelier.Data;
using Microsoft.Data.Analysis;

namespace Atelier.Tests.Data;

public sealed class ProfileTests
{
    [Fact]
    public void ToJson_ReadBack_GivesTheSame()
    {
        var profile = Mixed().Profiled("truth");

        var back = DataProfile.FromJson(profile.ToJson());

        Assert.Equal(profile.ToJson(), back.ToJson());
        Assert.Equal(profile.ToString(), back.ToString());
        Assert.Equal(profile.Column("real").Histogram!.Edges, back.Column("real").Histogram!.Edges);
        Assert.Equal(profile.Column("day").Dates, back.Column("day").Dates);
    }

    [Theory]
    [InlineData("{", "The text is no profile (")]
    [InlineData("null", "The text is `null`; expected a profile that DataProfile.ToJson wrote.")]
    [InlineData("{}", "The text is no profile (")]
    [InlineData("[1]", "The text is no profile (")]
    [InlineData("{\"formatVersion\": 2}", "The profile has the format version 2; this release reads up to 1. Update the package Atelier.")]
    public void FromJson_SomethingElse_SaysWhatIsExpected(string json, string message)
    {
        var error = Assert.Throws<InvalidDataException>(() => DataProfile.FromJson(json));

        Assert.StartsWith(message, error.Message);
    }

    [Fact]
    public void Profile_EveryColumnType_IsRead()
    {
        var profile = Mixed().Profiled();

        Assert.Equal(
            [
                "real Number Double", "float Number Single", "int WholeNumber Int32", "long WholeNumber Int64", "decimal Number Decimal",
                "truth Truth Boolean", "day Date DateOnly", "time Date DateTime", "text Text String", "char Text Char",
            ],
            profile.Columns.Select(column => $"{column.Name} {column.Type} {column.ElementType}"));
        Assert.All(profile.Columns, column => Assert.Equal(1, column.Missing));
    }

    [Fact]
    public void Profile_Values_AreWrittenAsTheyAre()
    {
        var profile = Mixed().Profiled();

        Assert.Equal(new ValueCount("0.1", 3), profile.Column("float").Frequent[0]);
        Assert.Equal(new ValueCount("true", 3), profile.Column("truth").Frequent[0]);
        Assert.Equal(new ValueCount("2024-02-29", 3), profile.Column("day").Frequent[0]);
        Assert.Equal(new ValueCount("2024-02-29T13:30:00.25", 3), profile.Column("time").Frequent[0]);
        Assert.Equal(new ValueCount("ä😀", 3), profile.Column("text").Frequent[0]);
        Assert.Equal(new TextSummary(1, 1.75, 2, 0), profile.Column("text").Texts);
        Assert.Equal(new DateTime(2024, 2, 29), profile.Column("day").Dates!.Median);
    }

    [Fact]
    public void Profile_LongsBeyondFloat64_AreToldApart()
    {
        var frame = new DataFrame(new Int64DataFrameColumn("id", Enumerable.Range(0, 10).Select(i => (1L << 60) + i)));

        var column = frame.Profiled().Column("id");

        Assert.Equal(10, column.Distinct);
        Assert.Equal(new ValueCount("1152921504606846976", 1), column.Frequent[0]);
    }

    [Fact]
    public void Profile_DecimalsBeyondFloat64_AreToldApart()
    {
        var frame = new DataFrame(new DecimalDataFrameColumn("price", [1.00000000000000000001m, 1.00000000000000000002m, 1.00000000000000000002m]));

        Assert.Equal(2, frame.Profiled().Column("price").Distinct);
    }

    [Fact]
    public void Profile_FromAnyCulture_IsTheSame()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            var expected = Mixed().Profiled("truth");
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");

            var actual = Mixed().Profiled("truth");

            Assert.Equal(expected.ToString(), actual.ToString());
            Assert.Equal(expected.ToJson(), actual.ToJson());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void ToString_IsATable()
    {
        var frame = new DataFrame(
            new DoubleDataFrameColumn("length", [1.5, 2.5, null, 4.0]), new StringDataFrameColumn("name", ["a", "b", "b", null]));

        var lines = frame.Profiled().ToString().Split('\n');

        Assert.Equal("frame: 4 rows of 2 columns, 0 duplicate rows, about 137 bytes", lines[0]);
        Assert.Equal("  column  type    missing  distinct   mean    std  min  median  max    skew  most frequent", lines[1]);
        Assert.Equal("  length  number     25 %         3  2.667  1.258  1.5     2.5    4  0.5856  1.5 (1)", lines[2]);
        Assert.Equal("  name    text       25 %         2                                          b (2)", lines[3]);
    }

    [Fact]
    public void Profile_Dataset_TakesItsLabel()
    {
        var data = new Dataset("d", new[] { 1f, 2, 3, 4, 5, 6 }, [2], new[] { 0, 1, 1 }, ["no", "yes"], ["a", "label"], weights: new[] { 1f, 2, 3 });

        var profile = data.Profiled();

        Assert.Equal("d", profile.Name);
        Assert.Equal("label of the row", profile.Label);
        Assert.Equal(["a", "label", "label of the row", "weight"], profile.Columns.Select(column => column.Name));
        Assert.Equal([new ValueCount("yes", 2), new ValueCount("no", 1)], profile.Column("label of the row").Frequent);
    }

    [Fact]
    public void Profile_DatasetWithTargets_TakesThemAsLabel()
    {
        var data = new Dataset("d", new[] { 1f, 2, 3 }, [1], targets: new[] { 2f, 4, 6.5f });

        Assert.Equal("target", data.Profiled().Label);
        Assert.Equal(ColumnType.Number, data.Profiled().Column("target").Type);
    }

    [Fact]
    public void Profile_TextsThatAreReadFromAFile_AreReadOnce()
    {
        var texts = new CountedTexts();

        var profile = Dataset.FromColumns("d", [new FeatureColumn("s", texts)]).Profiled();

        Assert.Equal(5, profile.Column("s").Distinct);
        Assert.Equal(10, texts.Reads);
    }

    [Fact]
    public void Recount_OtherValues_KeepsTheBins()
    {
        var histogram = new Histogram([0, 1, 2], [5, 5]);

        Assert.Equal([2, 3], histogram.Recount([-4, 0.5, double.NaN, 1, 2, double.PositiveInfinity]).Counts);
    }

    [Fact]
    public void Profile_WholeNumbers_HaveABinEach()
    {
        var frame = new DataFrame(new Int32DataFrameColumn("dice", [1, 2, 2, 3, 6]));

        var histogram = frame.Profiled().Column("dice").Histogram!;

        Assert.Equal([0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5], histogram.Edges);
        Assert.Equal([1, 2, 1, 0, 0, 1], histogram.Counts);
    }

    private static DataFrame Mixed()
    {
        T?[] Of<T>(T often, T once)
            where T : struct => [once, often, null, often, often];
        return new DataFrame(
            new DoubleDataFrameColumn("real", Of(0.25, -7)),
            new SingleDataFrameColumn("float", Of(0.1f, 3f)),
            new Int32DataFrameColumn("int", Of(7, 3)),
            new Int64DataFrameColumn("long", Of(7L, -3)),
            new DecimalDataFrameColumn("decimal", Of(9.90m, 3m)),
            new BooleanDataFrameColumn("truth", Of(true, false)),
            new PrimitiveDataFrameColumn<DateOnly>("day", Of(new DateOnly(2024, 2, 29), new DateOnly(1900, 1, 1))),
            new DateTimeDataFrameColumn("time", Of(new DateTime(2024, 2, 29, 13, 30, 0, 250), new DateTime(2025, 1, 1))),
            new StringDataFrameColumn("text", ["b", "ä😀", null, "ä😀", "ä😀"]),
            new PrimitiveDataFrameColumn<char>("char", Of('x', 'y')));
    }

    private sealed class CountedTexts : IReadOnlyList<string?>
    {
        public int Reads { get; private set; }

        public int Count => 10;

        public string? this[int index]
        {
            get
            {
                Reads++;
                return $"text {index % 5}";
            }
        }

        public IEnumerator<string?> GetEnumerator() => Enumerable.Range(0, Count).Select(i => this[i]).GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
