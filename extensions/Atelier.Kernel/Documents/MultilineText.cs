using System.Text.Json;
using System.Text.Json.Nodes;

namespace Atelier.Kernel;

/// <summary>Text as the notebook format keeps it: one string, or a list of strings that are joined without a separator.</summary>
internal static class MultilineText
{
    /// <summary>True when the node is a string or a list of strings.</summary>
    public static bool Is(JsonNode? node) => IsString(node) || node is JsonArray lines && lines.All(IsString);

    /// <summary>The text in one piece.</summary>
    public static string Join(JsonNode? node) => node switch
    {
        JsonArray lines => string.Concat(lines.Select(line => line!.GetValue<string>())),
        not null => node.GetValue<string>(),
        null => "",
    };

    /// <summary>The text as a list of lines, each with its line end, as Jupyter writes it.</summary>
    public static JsonArray Split(string text)
    {
        var lines = new JsonArray();
        Append(lines, text);
        return lines;
    }

    /// <summary>Adds text at the end of a list of lines; a last line without its line end is continued.</summary>
    public static void Append(JsonArray lines, string text)
    {
        if (lines.Count > 0 && lines[^1]!.GetValue<string>() is var open && !open.EndsWith('\n'))
        {
            lines.RemoveAt(lines.Count - 1);
            text = open + text;
        }
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end + 1;
            lines.Add(text[start..end]);
            start = end;
        }
    }

    private static bool IsString(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String;
}
