using Microsoft.DotNet.Interactive.Formatting;

namespace Atelier.Kernel;

/// <summary>Values whose HTML from the formatting library is huge, wrong or an exception.</summary>
internal static class HtmlForms
{
    /// <summary>Writes a value that is one of them.</summary>
    /// <returns>False, with nothing written, for all others.</returns>
    public static bool TryWrite(object value, FormatContext context)
    {
        if (ValueSummary.Of(value) is { } summary)
        {
            summary.FormatTo(context, HtmlFormatter.MimeType);
            return true;
        }
        if (Slices.ToArray(value) is { } array)
        {
            array.FormatTo(context, HtmlFormatter.MimeType);
            return true;
        }
        if (JsonTree.Text(value) is not { } text)
            return false;
        using var json = JsonTree.Parse(text);
        json.RootElement.FormatTo(context, HtmlFormatter.MimeType);
        return true;
    }
}
