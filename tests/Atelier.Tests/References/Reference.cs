using System.Text.Json.Nodes;

namespace Atelier.Tests.References;

/// <summary>Values that scikit-learn gave, from reference.json, made by reference.py beside it.</summary>
internal static class Reference
{
    private static readonly JsonObject Root =
        JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "References", "reference.json")))!.AsObject();

    public static JsonObject Scaling => Root["scaling"]!.AsObject();

    public static IEnumerable<JsonObject> Classification => Root["classification"]!.AsArray().Select(node => node!.AsObject());

    public static float[] Floats(this JsonObject json, string name) => [.. json[name]!.AsArray().Select(node => (float)node!.GetValue<double>())];

    public static double[] Doubles(this JsonObject json, string name) => [.. json[name]!.AsArray().Select(node => node!.GetValue<double>())];

    public static int[] Ints(this JsonObject json, string name) => [.. json[name]!.AsArray().Select(node => node!.GetValue<int>())];
}
