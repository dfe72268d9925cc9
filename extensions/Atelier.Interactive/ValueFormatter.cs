using Microsoft.DotNet.Interactive.Formatting;

namespace Atelier.Interactive;

/// <summary>Writes values of a type in one MIME type: as a whole where they stand alone, in one line inside other values.</summary>
/// <param name="type">Values of this type, and of types that derive from it or implement it.</param>
/// <param name="mimeType">The format.</param>
/// <param name="whole">Writes a value that stands alone.</param>
/// <param name="line">Writes a value inside another; null writes it whole there, too.</param>
internal sealed class ValueFormatter(Type type, string mimeType, Func<object, string> whole, Func<object, string>? line = null)
    : ITypeFormatter
{
    public Type Type => type;

    public string MimeType => mimeType;

    public bool Format(object instance, FormatContext context)
    {
        if (instance is null)
        {
            return false;
        }

        // A value that the kernel shows has depth 1.
        context.Writer.Write(context.Depth > 1 && line is not null ? line(instance) : whole(instance));
        return true;
    }
}
