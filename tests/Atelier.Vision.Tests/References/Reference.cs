using System.Text.Json.Nodes;

namespace Atelier.Vision.Tests.References;

/// <summary>What Pillow gave, from reference.json, made by reference.py beside it.</summary>
internal static class Reference
{
    private static readonly JsonObject Root = JsonNode.Parse(System.IO.File.ReadAllText(PathOf("reference.json")))!.AsObject();

    public static IEnumerable<JsonObject> Resizes => Root["resize"]!.AsArray().Select(node => node!.AsObject());

    public static IEnumerable<string> Files => Root["files"]!.AsObject().Select(pair => pair.Key);

    public static JsonObject File(string name) => Root["files"]![name]!.AsObject();

    public static string PathOf(params string[] parts) => Path.Combine([AppContext.BaseDirectory, "References", .. parts]);

    public static string ImagePath(string name) => PathOf("Files", name);

    public static float[] Floats(this JsonObject json, string name) => [.. json[name]!.AsArray().Select(node => (float)node!.GetValue<double>())];

    public static int Int(this JsonObject json, string name) => json[name]!.GetValue<int>();
}
