using System.Text;

namespace Atelier.Interactive;

/// <summary>A sentence, or a label with its content.</summary>
internal sealed record Note(string Label, string Content, bool IsCode = false) : Block
{
    public Note(string content)
        : this("", content)
    {
    }

    public override void WriteHtml(StringBuilder html)
    {
        html.Append("<p>");
        if (Label.Length > 0)
        {
            html.Append("<span>").Append(Show.Html(Label)).Append("</span> ");
        }

        var encoded = Show.Html(Content);
        html.Append(IsCode ? $"<code>{encoded}</code>" : encoded).Append("</p>");
    }

    public override void WriteText(StringBuilder text) =>
        text.Append("  ").Append(Label).Append(Label.Length > 0 ? " " : "").Append(Content).Append('\n');
}
