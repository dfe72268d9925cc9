using System.Text.Json.Nodes;

namespace Atelier.Tests.References;

/// <summary>Expected values beside the script that made them.</summary>
internal static class ReferenceFile
{
    /// <summary>Reads a file of this folder.</summary>
    public static JsonObject Read(string name) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "References", name)))!.AsObject();
}
