using System.Text;

namespace Atelier.Interactive;

/// <summary>How a value looks in a notebook: written once, shown as HTML, as plain text, or in one line inside other values.</summary>
internal sealed record Page(string Line, params IReadOnlyList<Block> Blocks)
{
    public string ToHtml()
    {
        var html = new StringBuilder("<div class=\"atelier\">").Append(Style.Element);
        foreach (var block in Blocks)
        {
            block.WriteHtml(html);
        }

        return html.Append("</div>").ToString();
    }

    public string ToText()
    {
        var text = new StringBuilder();
        foreach (var block in Blocks)
        {
            block.WriteText(text);
        }

        return text.ToString().TrimEnd();
    }
}
