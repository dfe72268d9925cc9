using Microsoft.DotNet.Interactive.Formatting;

namespace Atelier.Kernel;

/// <summary>A variable's value as text, for those that cannot have the value itself.</summary>
internal static class ValueForm
{
    /// <summary>The value in a MIME type; in plain text where it has no such form, as an F# union and a function have none in JSON.</summary>
    public static FormattedValue Of(object? value, string mimeType)
    {
        try
        {
            return FormattedValue.CreateSingleFromObject(value, mimeType);
        }
        catch (Exception) when (mimeType != PlainTextFormatter.MimeType)
        {
            // Formatters are anybody's code. The value itself goes its way by reference, whatever they make of it.
            return FormattedValue.CreateSingleFromObject(value, PlainTextFormatter.MimeType);
        }
    }
}
