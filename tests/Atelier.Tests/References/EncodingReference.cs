using System.Text.Json.Nodes;
using Atelier.Data;

namespace Atelier.Tests.References;

/// <summary>Tables, and what scikit-learn and pandas gave for them, from encoding_preprocessing.json, made by the script beside it.</summary>
internal static class EncodingReference
{
    private static readonly JsonObject Root = JsonNode.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "References", "encoding_preprocessing.json")))!.AsObject();

    public static JsonObject Dates => Root["dates"]!.AsObject();

    public static float[] Masses => Root.Floats("masses");

    public static JsonObject Case(string kind, int at) => Root[kind]![at]!.AsObject();

    public static IEnumerable<int> Cases(string kind) => Enumerable.Range(0, Root[kind]!.AsArray().Count);

    public static string[] Strings(this JsonObject json, string name) => [.. json[name]!.AsArray().Select(node => node!.GetValue<string>())];

    /// <summary>Numbers of which a missing one is NaN.</summary>
    public static double[] NumbersOrNaN(this JsonObject json, string name) =>
        [.. json[name]!.AsArray().Select(node => node?.GetValue<double>() ?? double.NaN)];

    /// <summary>Columns of a table as raw features.</summary>
    public static Dataset Table(string table, params IReadOnlyList<string> columns)
    {
        var json = Root["tables"]![table]!.AsObject();
        return Dataset.FromColumns(table, columns.Select(name => Column(name, json)));
    }

    private static FeatureColumn Column(string name, JsonObject table)
    {
        var values = table[name]!.AsArray();
        return values.First(value => value is not null)!.GetValueKind() == System.Text.Json.JsonValueKind.String
            ? new FeatureColumn(name, (IReadOnlyList<string?>)[.. values.Select(value => (string?)value)])
            : new FeatureColumn(name, table.NumbersOrNaN(name));
    }
}
