using System.Text.Json.Nodes;
using Atelier.Data;

namespace Atelier.Tests.References;

/// <summary>Tables of numbers, and what scikit-learn and numpy gave for them, from numeric_preprocessing.json, made by the script beside it.</summary>
internal static class NumericReference
{
    private static readonly JsonObject Root = JsonNode.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "References", "numeric_preprocessing.json")))!.AsObject();

    public static IEnumerable<int> Cases(string kind) => Enumerable.Range(0, Root[kind]!.AsArray().Count);

    public static JsonObject Case(string kind, int at) => Root[kind]![at]!.AsObject();

    /// <summary>The table of a case; without the rows that miss a value where asked.</summary>
    public static Dataset Table(JsonObject of, bool complete = false)
    {
        var name = of["table"]!.GetValue<string>();
        var columns = Root["tables"]![name]!.AsObject();
        var data = Dataset.FromColumns(name, columns.Select(pair => new FeatureColumn(pair.Key, columns.NumbersOrNaN(pair.Key))));
        return complete ? data.Select([.. Enumerable.Range(0, data.Count).Where(row => !data.Columns.Any(column => column.IsMissing(row)))]) : data;
    }

    /// <summary>The rows that the reference was fitted on.</summary>
    public static Dataset Train(Dataset table, JsonObject of) => table.Slice(0, of["train"]!.GetValue<int>());

    /// <summary>Every number of a dataset, row after row, as float64 where the dataset holds it so.</summary>
    public static double[] Numbers(Dataset data)
    {
        var columns = data.Columns;
        return [.. Enumerable.Range(0, data.Count).SelectMany(row => columns.Select(column => column.Numbers.Span[row]))];
    }

    /// <summary>Equal to within a share of the larger of 1 and the expected number; NaN equals NaN.</summary>
    public static void AssertClose(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            var close = double.IsNaN(expected[i])
                ? double.IsNaN(actual[i])
                : Math.Abs(expected[i] - actual[i]) <= tolerance * Math.Max(1, Math.Abs(expected[i]));
            Assert.True(close, $"Number {i} is {actual[i]:R}; expected {expected[i]:R}.");
        }
    }
}
