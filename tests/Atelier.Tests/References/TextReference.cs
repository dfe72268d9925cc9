using System.Text.Json.Nodes;
using Atelier.Data;

namespace Atelier.Tests.References;

/// <summary>Sentences, and what scikit-learn and a plain byte-pair encoding gave for them, from text_preprocessing.json, made by the script beside it.</summary>
internal static class TextReference
{
    private static readonly JsonObject Root = JsonNode.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "References", "text_preprocessing.json")))!.AsObject();

    public static string[] Sentences => Root.Strings("texts");

    public static string[] Repeated => Root.Strings("repeated");

    public static string[] Stripped => Root.Strings("stripped");

    public static JsonObject Case(string kind, int at) => Root[kind]![at]!.AsObject();

    public static IEnumerable<int> Cases(string kind) => Enumerable.Range(0, Root[kind]!.AsArray().Count);

    /// <summary>Texts as a dataset of one column.</summary>
    public static Dataset Column(params IReadOnlyList<string?> texts) => Dataset.FromColumns("reviews", [new FeatureColumn("text", texts)]);
}
