using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;

namespace Atelier.Kernel;

/// <summary>Shows secrets as dots.</summary>
public sealed class SecretFormatterSource : ITypeFormatterSource
{
    /// <inheritdoc/>
    public IEnumerable<ITypeFormatter> CreateTypeFormatters() =>
    [
        new TextFormatter(typeof(PasswordString), PlainTextFormatter.MimeType),
        new TextFormatter(typeof(PasswordString), HtmlFormatter.MimeType, isMarkup: true),
    ];
}
