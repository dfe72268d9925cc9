using System.Text;

namespace Atelier.Interactive;

/// <summary>Sentences that want attention; what stands between backticks is set as code.</summary>
internal sealed record Hints(IReadOnlyList<string> Sentences) : Block
{
    public override void WriteHtml(StringBuilder html)
    {
        foreach (var sentence in Sentences)
        {
            html.Append("<p class=\"hint\">");
            var parts = Show.Html(sentence).Split('`');
            for (var i = 0; i < parts.Length; i++)
            {
                // A backtick without a partner stays one.
                html.Append(i % 2 == 0 ? parts[i] : i + 1 < parts.Length ? $"<code>{parts[i]}</code>" : $"`{parts[i]}");
            }

            html.Append("</p>");
        }
    }

    public override void WriteText(StringBuilder text)
    {
        foreach (var sentence in Sentences)
        {
            text.Append("  ! ").Append(sentence).Append('\n');
        }
    }
}
