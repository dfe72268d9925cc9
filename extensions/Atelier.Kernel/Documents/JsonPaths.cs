using System.Text.Json.Nodes;

namespace Atelier.Kernel;

/// <summary>Looks into JSON whose shape nobody has checked.</summary>
internal static class JsonPaths
{
    /// <summary>The text at the end of a path of member names; null when anything on the way is missing or of another type.</summary>
    public static string? Text(JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
            node = node is JsonObject members ? members[name] : null;
        return node is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;
    }
}
