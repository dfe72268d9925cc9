using System.Collections;
using System.Text.Json;
using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.DotNet.Interactive.Formatting.TabularData;

namespace Atelier.Kernel;

/// <summary>Values whose plain text from the formatting library is huge, unreadable or an exception.</summary>
internal static class PlainForms
{
    /// <summary>Writes a value that is one of them.</summary>
    /// <returns>False, with nothing written, for all others.</returns>
    public static bool TryWrite(object value, FormatContext context)
    {
        var text = value switch
        {
            JsonDocument json => json.RootElement.GetRawText(),
            TabularDataResource table => table.ToDisplayString("text/csv").TrimEnd(),
            _ => JsonTree.Text(value) ?? ValueSummary.Of(value),
        };
        if (text is not null)
        {
            context.Writer.Write(context.Depth > 1 ? text.Replace("\n", "\n" + new string(' ', 4 + 2 * context.Depth), StringComparison.Ordinal) : text);
            return true;
        }
        if (Slices.ToArray(value) is { } array)
        {
            array.FormatTo(context, PlainTextFormatter.MimeType);
            return true;
        }
        return value is IEnumerable and not string && new PlainSequence((IEnumerable)value, context).TryWrite();
    }
}
