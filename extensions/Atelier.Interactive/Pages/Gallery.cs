using System.Text;

namespace Atelier.Interactive;

/// <summary>Pictures side by side, each with its caption.</summary>
/// <param name="Pictures">The pictures, a description for those who cannot see them, and a caption or nothing.</param>
/// <param name="Scale">How many pixels of the screen one of a picture takes in each direction.</param>
internal sealed record Gallery(IReadOnlyList<(Picture Picture, string Description, string Caption)> Pictures, int Scale) : Block
{
    public override void WriteHtml(StringBuilder html)
    {
        html.Append("<div class=\"row\">");
        foreach (var (picture, description, caption) in Pictures)
        {
            html.Append("<figure><img alt=\"").Append(Show.Html(description)).Append("\" width=\"").Append(picture.Width * Scale)
                .Append("\" src=\"data:image/png;base64,").Append(Convert.ToBase64String(Png.Encode(picture))).Append("\">");
            if (caption.Length > 0)
            {
                html.Append("<figcaption>").Append(Show.Html(caption)).Append("</figcaption>");
            }

            html.Append("</figure>");
        }

        html.Append("</div>");
    }

    public override void WriteText(StringBuilder text)
    {
        // Pictures have no text; what they show is said by the page's other parts.
    }
}
