using System.Text.Json;
using System.Text.Json.Nodes;
using Atelier.Data;
using Atelier.Tests.References;
using Microsoft.Data.Analysis;

namespace Atelier.Tests.Data;

/// <summary>The figures of profiles against pandas, scipy and numpy; see References/profile_reference.py.</summary>
public sealed class ProfileReferenceTests
{
    private static readonly JsonObject Root = ReferenceFile.Read("profile_reference.json");

    public static TheoryData<string> Tables() => [.. Root.Select(table => table.Key)];

    [Theory]
    [MemberData(nameof(Tables))]
    public void Profile_Counts_EqualPandas(string table)
    {
        var profile = FrameOf(table).Profiled();

        Assert.Equal(Root[table]!["rows"]!.GetValue<long>(), profile.Rows);
        Assert.Equal(Root[table]!["duplicates"]!.GetValue<long>(), profile.DuplicateRows);
        foreach (var (column, expected) in Columns(table))
        {
            Assert.Equal(expected["missing"]!.GetValue<long>(), profile.Column(column).Missing);
            Assert.Equal(expected["distinct"]!.GetValue<long>(), profile.Column(column).Distinct);
        }
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public void Profile_FrequentValues_OccurAsOftenAsInPandas(string table)
    {
        var profile = FrameOf(table).Profiled(options: new ProfileOptions { MostFrequent = 5 });

        foreach (var (column, expected) in Columns(table))
        {
            var counts = expected["top_counts"]!.AsArray().Select(node => node!.GetValue<long>());
            Assert.Equal(counts.Where(count => count > 1), profile.Column(column).Frequent.Select(value => value.Count));
        }
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public void Profile_NumberFigures_EqualPandasAndScipy(string table)
    {
        var profile = FrameOf(table).Profiled();

        foreach (var (column, expected) in Columns(table).Where(pair => pair.Value["numbers"] is not null))
        {
            var (actual, numbers) = (profile.Column(column).Numbers!, expected["numbers"]!.AsObject());
            Close(numbers["mean"], actual.Mean, column);
            Close(numbers["std"], actual.StandardDeviation, column);
            Close(numbers["skew"], actual.Skew, column);
            Close(numbers["scipy_skew"], actual.Skew, column);
            Close(numbers["kurtosis"], actual.Kurtosis, column);
            Close(numbers["scipy_kurtosis"], actual.Kurtosis, column);
            Assert.Equal([0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1], actual.Quantiles.Select(quantile => quantile.Share));
            Assert.All(actual.Quantiles, (quantile, at) => Close(numbers["quantiles"]![at], quantile.Value, column));
        }
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public void Profile_HistogramsOfFractions_EqualNumpy(string table)
    {
        var profile = FrameOf(table).Profiled();
        var compared = 0;

        foreach (var (column, expected) in Columns(table).Where(pair => pair.Value["numbers"] is not null))
        {
            var (edges, counts) = (expected["numbers"]!["edges"]!.AsArray(), expected["numbers"]!["counts"]!.AsArray());
            if (profile.Column(column).Type == ColumnType.Number && edges.Count > 0)
            {
                var histogram = profile.Column(column).Histogram!;
                Assert.Equal(counts.Select(count => count!.GetValue<long>()), histogram.Counts);
                Assert.All(histogram.Edges, (edge, at) => Close(edges[at], edge, column));
                compared++;
            }
        }

        Assert.InRange(compared, 2, 10);
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public void Profile_Associations_EqualPandasAndScipy(string table)
    {
        var profile = FrameOf(table).Profiled();
        var expected = Root[table]!["associations"]!.AsArray();

        Assert.Equal(expected.Count, profile.Associations.Count);
        foreach (var pair in expected.Select(pair => pair!.AsArray()))
        {
            var (first, second, measure) = (pair[0]!.GetValue<string>(), pair[1]!.GetValue<string>(), pair[2]!.GetValue<string>());
            var actual = profile.Association(first, second, Enum.Parse<AssociationMeasure>(measure));
            Assert.NotNull(actual);
            Close(pair[3], actual.Value, $"{measure} of {first} and {second}");
        }
    }

    internal static DataFrame FrameOf(string table) => new(Columns(table).Select(pair => ColumnOf(pair.Key, pair.Value)));

    private static IEnumerable<KeyValuePair<string, JsonObject>> Columns(string table) =>
        Root[table]!["columns"]!.AsObject().Select(pair => KeyValuePair.Create(pair.Key, pair.Value!.AsObject()));

    private static DataFrameColumn ColumnOf(string name, JsonObject column)
    {
        var values = column["values"]!.AsArray();
        return values.First(value => value is not null)!.GetValueKind() switch
        {
            JsonValueKind.Number => new DoubleDataFrameColumn(name, values.Select(value => (double?)value)),
            JsonValueKind.String => new StringDataFrameColumn(name, values.Select(value => (string?)value)),
            _ => new BooleanDataFrameColumn(name, values.Select(value => (bool?)value)),
        };
    }

    private static void Close(JsonNode? expected, double? actual, string what)
    {
        var number = expected!.GetValue<double>();
        Assert.True(
            actual is { } value && Math.Abs(value - number) <= 1e-9 * Math.Max(1, Math.Abs(number)), $"{what}: expected {number:R}, got {actual:R}");
    }
}
