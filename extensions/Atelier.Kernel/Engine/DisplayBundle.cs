using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace Atelier.Kernel;

/// <summary>Turns values into what a notebook shows.</summary>
internal static class DisplayBundle
{
    private const string PlainText = "text/plain";

    /// <summary>Front ends stand still long before a value is that long.</summary>
    private const int MostCharacters = 5_000_000;

    /// <summary>Formats a value in the given MIME types, or in those that its type prefers, and always in plain text.</summary>
    public static IReadOnlyList<FormattedValue> Format(object? value, IReadOnlyCollection<string> mimeTypes)
    {
        SessionFormatter.Register();
        if (mimeTypes.Count == 0)
            mimeTypes = value is null ? [Formatter.DefaultMimeType] : Formatter.GetPreferredMimeTypesFor(value.GetType());
        var values = mimeTypes.Distinct().Select(mimeType => new FormattedValue(mimeType, ToText(value, mimeType))).ToList();
        if (!values.Exists(formatted => formatted.MimeType == PlainText))
            values.Add(new FormattedValue(PlainText, ToPlainText(value)));
        return values;
    }

    /// <summary>What a front end gets to show.</summary>
    public static DisplayOutput Create(DisplayEvent display)
    {
        var values = display.FormattedValues.Count > 0 ? display.FormattedValues : Format(display.Value, []);
        var data = new Dictionary<string, JsonNode>();
        foreach (var value in values.Where(value => !value.SuppressDisplay))
            data[value.MimeType] = ToNode(value.MimeType, value.Value);
        if (!data.ContainsKey(PlainText))
            data.Add(PlainText, JsonValue.Create(display.Value is null ? Summary(values) : ToPlainText(display.Value)));
        return new DisplayOutput(data, IsResult: display is ReturnValueProduced)
        {
            DisplayId = display.ValueId,
            IsUpdate = display is DisplayedValueUpdated,
        };
    }

    /// <summary>What readers without the wanted representation see of a text that is markup or code.</summary>
    private static string Summary(IReadOnlyCollection<FormattedValue> values) => values.FirstOrDefault() is { } first
        ? first.MimeType.StartsWith("text/", StringComparison.Ordinal) ? first.Value : $"<{first.MimeType}>"
        : "";

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

    /// <summary>Formats a value; one whose properties lead through endless others is shown by its text. What a user's formatter writes is the user's.</summary>
    private static string ToText(object? value, string mimeType)
    {
        var text = value.ToDisplayString(mimeType);
        return text.Length <= MostCharacters || value is string || Formatter.GetPreferredFormatterFor(value!.GetType(), mimeType) is not SessionFormatter
            ? text
            : $"{value}\n(Its properties fill {text.Length / 1_000_000} million characters and are left out.)".ToDisplayString(mimeType);
    }

    private static string ToPlainText(object? value)
    {
        try
        {
            return ToText(value, PlainText);
        }
        catch (Exception exception)
        {
            // The value has its wanted form; the plain text beside it names what it is and why there is no more.
            return $"{value?.GetType()} ({exception.GetType().Name} in its plain text)";
        }
    }
}
