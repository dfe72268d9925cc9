using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Atelier.Kernel;

/// <summary>Turns the text of documentation elements into Markdown.</summary>
internal static partial class DocumentationText
{
    private const string Paragraph = "\n\n";

    /// <summary>The element's text; empty for none.</summary>
    public static string Of(XElement? element)
    {
        if (element is null)
            return "";
        var text = string.Concat(element.Nodes().Select(Write));
        return string.Join(Paragraph, text.Split(Paragraph, StringSplitOptions.RemoveEmptyEntries).Select(Tidy).Where(part => part.Length > 0));
    }

    /// <summary>The first sentence of a text, and not more of it than fits a line or two.</summary>
    public static string FirstSentence(string text)
    {
        var end = SentenceEnd().Match(text) is { Success: true } match ? match.Index + 1 : text.Length;
        return text[..end].Split(Paragraph)[0];
    }

    /// <summary>Takes the marks of Markdown out.</summary>
    public static string Plain(string markdown) => markdown.Replace("`", "", StringComparison.Ordinal);

    /// <summary>What a reference says to a reader: <c>List&lt;T&gt;.Add</c> for <c>M:System.Collections.Generic.List`1.Add(`0)</c>.</summary>
    public static string NameOf(string reference)
    {
        var isMember = reference.Length > 2 && reference[1] == ':' && reference[0] is not ('T' or 'N' or '!');
        var name = reference.Length > 2 && reference[1] == ':' ? reference[2..] : reference;
        name = Arity().Replace(name.Split('(')[0].Replace("#ctor", "new", StringComparison.Ordinal), "");
        var words = name.Split('.');
        return reference.StartsWith("N:", StringComparison.Ordinal) ? name : string.Join('.', words[^Math.Min(words.Length, isMember ? 2 : 1)..]);
    }

    private static string Write(XNode node) => node switch
    {
        // A blank line in a comment is meant as a break only where a paragraph says so.
        XText text => Spaces().Replace(text.Value, " "),
        XElement element => Write(element),
        _ => "",
    };

    private static string Write(XElement element)
    {
        var content = string.Concat(element.Nodes().Select(Write));
        return element.Name.LocalName switch
        {
            "see" or "seealso" when content.Trim().Length > 0 => content,
            "see" or "seealso" when element.Attribute("cref") is { } reference => Code(NameOf(reference.Value)),
            "see" or "seealso" => Code((element.Attribute("langword") ?? element.Attribute("href"))?.Value ?? ""),
            "paramref" or "typeparamref" => Code(element.Attribute("name")?.Value ?? ""),
            "c" => Code(content.Trim()),
            "para" or "code" or "list" or "br" => Paragraph + content + Paragraph,
            "item" => $"{Paragraph}- {content.Trim()}{Paragraph}",
            "term" => content + " ",
            _ => content,
        };
    }

    private static string Code(string text) => text.Length == 0 ? "" : $"`{text}`";

    private static string Tidy(string text) => Spaces().Replace(text, " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"`+\d+|\{.*")]
    private static partial Regex Arity();

    [GeneratedRegex(@"[.!?](?=\s+\p{Lu})")]
    private static partial Regex SentenceEnd();
}
