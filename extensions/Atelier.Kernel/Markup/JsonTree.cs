using System.Text.Json;
using System.Text.Json.Nodes;

namespace Atelier.Kernel;

/// <summary>JSON values whose members lead back to themselves or throw: they are shown by their text.</summary>
/// <remarks>Those of the package Newtonsoft.Json are known by name, as the kernel does not depend on it.</remarks>
internal static class JsonTree
{
    private const string NewtonsoftRoot = "Newtonsoft.Json.Linq.JToken";

    /// <summary>The value as it writes itself; null for a value that is no such JSON.</summary>
    public static string? Text(object value)
    {
        if (value is JsonNode node)
            return node.ToJsonString();
        for (var type = value.GetType(); type is not null; type = type.BaseType)
            if (type.FullName == NewtonsoftRoot)
                return value.ToString() ?? "";
        return null;
    }

    /// <summary>What <see cref="Text"/> gave, as JSON. Newtonsoft.Json writes a lone string without quotes.</summary>
    public static JsonDocument Parse(string text)
    {
        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToDocument(text);
        }
    }
}
