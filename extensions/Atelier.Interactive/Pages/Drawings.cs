using System.Text;

namespace Atelier.Interactive;

/// <summary>Line drawings side by side, as finished and encoded SVG elements.</summary>
internal sealed record Drawings(IReadOnlyList<string> Svg) : Block
{
    public override void WriteHtml(StringBuilder html) => html.Append("<div class=\"row\">").AppendJoin("", Svg).Append("</div>");

    public override void WriteText(StringBuilder text)
    {
        // The tables beside a drawing hold its numbers.
    }
}
