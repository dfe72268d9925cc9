using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.DotNet.Interactive.Formatting;

namespace Atelier.Kernel;

/// <summary>Turns values into what a notebook shows.</summary>
internal static class ValueFormatter
{
    private const string PlainText = "text/plain";

    /// <summary>Formats a value in the given MIME types, or in those that its type prefers, and always in plain text.</summary>
    public static DisplayOutput Format(object? value, IReadOnlyCollection<string> mimeTypes, bool isResult)
    {
        if (mimeTypes.Count == 0)
            mimeTypes = value is null ? [Formatter.DefaultMimeType] : Formatter.GetPreferredMimeTypesFor(value.GetType());
        var data = mimeTypes.Distinct().ToDictionary(mimeType => mimeType, mimeType => ToNode(mimeType, value.ToDisplayString(mimeType)));
        if (!data.ContainsKey(PlainText))
            data.Add(PlainText, JsonValue.Create(ToPlainText(value)));
        return new DisplayOutput(data, isResult);
    }

    private static JsonNode ToNode(string mimeType, string text)
    {
        if (!mimeType.EndsWith("json", StringComparison.Ordinal))
            return JsonValue.Create(text);
        try
        {
            return JsonNode.Parse(text) ?? JsonValue.Create(text);
        }
        catch (JsonException)
        {
            // A formatter that writes no JSON under such a name still shows what it wrote.
            return JsonValue.Create(text);
        }
    }

    private static string ToPlainText(object? value)
    {
        try
        {
            return value.ToDisplayString(PlainText);
        }
        catch (Exception exception)
        {
            // The value has its wanted form; the plain text beside it names what it is and why there is no more.
            return $"{value?.GetType()} ({exception.GetType().Name} in its plain text)";
        }
    }
}
