using System.Text;

namespace Atelier.Interactive;

/// <summary>A part of a page that can be written as HTML and as plain text.</summary>
internal abstract record Block
{
    /// <summary>Writes the part as HTML; everything that comes from values is encoded.</summary>
    public abstract void WriteHtml(StringBuilder html);

    /// <summary>Writes the part as lines of text, each with its line end; nothing for what only a picture can show.</summary>
    public abstract void WriteText(StringBuilder text);
}
