using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.DotNet.Interactive.Jupyter;

namespace Atelier.Kernel;

/// <summary>Shows formulas: their text is what front ends typeset.</summary>
/// <remarks>The formatting library finds it through an attribute, so that it is there again after the formatters have been reset.</remarks>
public sealed class LatexFormatterSource : ITypeFormatterSource
{
    /// <inheritdoc/>
    public IEnumerable<ITypeFormatter> CreateTypeFormatters() =>
    [
        new TextFormatter(typeof(LaTeXString), "text/latex"), new TextFormatter(typeof(LaTeXString), PlainTextFormatter.MimeType),
        new TextFormatter(typeof(LaTeXString), HtmlFormatter.MimeType, isMarkup: true),
        new TextFormatter(typeof(MathString), "text/latex"), new TextFormatter(typeof(MathString), PlainTextFormatter.MimeType),
        new TextFormatter(typeof(MathString), HtmlFormatter.MimeType, isMarkup: true),
    ];
}
