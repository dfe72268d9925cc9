using System.Net;
using Microsoft.DotNet.Interactive.Formatting;

namespace Atelier.Kernel;

/// <summary>Shows values of a type by their text.</summary>
internal sealed class TextFormatter(Type type, string mimeType, bool isMarkup = false) : ITypeFormatter
{
    public string MimeType => mimeType;

    public Type Type => type;

    public bool Format(object instance, FormatContext context)
    {
        var text = instance?.ToString() ?? "";
        context.Writer.Write(isMarkup ? WebUtility.HtmlEncode(text) : text);
        return true;
    }
}
