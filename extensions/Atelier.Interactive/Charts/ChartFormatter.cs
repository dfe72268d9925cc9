using Microsoft.DotNet.Interactive.Formatting;
using Plotly.NET;

namespace Atelier.Interactive;

/// <summary>Writes charts as HTML and remembers which of them brought plotly.js along.</summary>
internal sealed class ChartFormatter : ITypeFormatter
{
    public Type Type => typeof(GenericChart);

    public string MimeType => HtmlFormatter.MimeType;

    public PlotlyLibrary Library { get; } = new();

    public bool Format(object instance, FormatContext context)
    {
        if (instance is not GenericChart chart)
        {
            return false;
        }

        context.Writer.Write(new ChartPage(chart).ToHtml(Library));
        return true;
    }
}
