using System.Text;

namespace Atelier.Interactive;

/// <summary>What the value is: its name, and its measures beside it.</summary>
internal sealed record Heading(string Title, string Detail) : Block
{
    public override void WriteHtml(StringBuilder html) =>
        html.Append("<p><b>").Append(Show.Html(Title)).Append("</b> <span>").Append(Show.Html(Detail)).Append("</span></p>");

    public override void WriteText(StringBuilder text) => text.Append(Title).Append(": ").Append(Detail).Append('\n');
}
