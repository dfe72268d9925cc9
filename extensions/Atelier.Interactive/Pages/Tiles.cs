using System.Text;

namespace Atelier.Interactive;

/// <summary>The few figures that matter most, large.</summary>
internal sealed record Tiles(params IReadOnlyList<(string Label, string Value)> Figures) : Block
{
    public override void WriteHtml(StringBuilder html)
    {
        html.Append("<div class=\"row\">");
        foreach (var (label, value) in Figures)
        {
            html.Append("<div class=\"tile\">").Append(Show.Html(label)).Append("<b>").Append(Show.Html(value)).Append("</b></div>");
        }

        html.Append("</div>");
    }

    public override void WriteText(StringBuilder text)
    {
        var width = Figures.Select(figure => figure.Label.Length).DefaultIfEmpty().Max();
        foreach (var (label, value) in Figures)
        {
            text.Append("  ").Append(label.PadRight(width)).Append("  ").Append(value).Append('\n');
        }
    }
}
