using System.Net;
using System.Text.RegularExpressions;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Atelier.Kernel;

/// <summary>Renders Markdown as HTML in which pictures are embedded.</summary>
internal sealed partial class MarkdownHtml(Pictures pictures, Action<string> warn)
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables()
        .UseEmphasisExtras()
        .UseTaskLists()
        .UseAutoLinks()
        .UseFootnotes()
        .UseMathematics()
        .UseAlertBlocks()
        .UseAutoIdentifiers()
        .Build();

    /// <summary>The text of the first heading; null when there is none.</summary>
    public static string? FindHeading(string markdown) => Parse(markdown)?.Descendants<HeadingBlock>()
        .Select(heading => string.Concat((heading.Inline?.Descendants() ?? []).Select(Text)).Trim())
        .FirstOrDefault(text => text.Length > 0);

    /// <summary>The prose as HTML.</summary>
    /// <param name="markdown">The text; HTML in it stays as it is.</param>
    /// <param name="cell">The cell whose attachments it may refer to; null when it has none.</param>
    public string Render(string markdown, NotebookCell? cell)
    {
        if (Parse(markdown) is not { } document)
        {
            warn("Markdown that is nested too deeply is shown as it was written.");
            return $"<pre>{WebUtility.HtmlEncode(markdown)}</pre>";
        }
        var html = Image().Replace(document.ToHtml(Pipeline), match => Embed(match, cell));
        foreach (var address in NetworkReferences.In(html))
            warn($"The text loads {address} from the network; without a network it is incomplete.");
        return Formula().Replace(html, "$1$2$3");
    }

    /// <summary>The prose as HTML for a front end, which typesets its formulas and finds its pictures itself.</summary>
    public static string ToHtml(string markdown) =>
        Parse(markdown) is { } document ? document.ToHtml(Pipeline) : $"<pre>{WebUtility.HtmlEncode(markdown)}</pre>";

    private static MarkdownDocument? Parse(string markdown)
    {
        try
        {
            return Markdown.Parse(markdown, Pipeline);
        }
        catch (ArgumentException)
        {
            // Markdig's answer to nesting beyond its limit.
            return null;
        }
    }

    private static string Text(MarkdownObject inline) => inline switch
    {
        LiteralInline literal => literal.Content.ToString(),
        CodeInline code => code.Content,
        HtmlEntityInline entity => entity.Transcoded.ToString(),
        LineBreakInline => " ",
        _ => "",
    };

    private string Embed(Match image, NotebookCell? cell)
    {
        var source = image.Groups["src"];
        var address = WebUtility.HtmlDecode(source.Value);
        if (pictures.Find(address, cell) is { } data)
            return string.Concat(image.Value.AsSpan(0, source.Index - image.Index), WebUtility.HtmlEncode(data), image.Value.AsSpan(source.Index - image.Index + source.Length));
        warn(Pictures.IsRemote(address)
            ? $"The picture {address} is on the network; the page links to it instead of showing it."
            : $"The picture {address} was not found beside the notebook.");
        var text = AlternateText().Match(image.Value) is { Success: true } match ? match.Groups["alt"].Value : source.Value;
        return $"<a href=\"{source.Value}\">{(string.IsNullOrWhiteSpace(text) ? source.Value : text)}</a>";
    }

    [GeneratedRegex("""<img\s(?:[^<>]*?\s)?src\s*=\s*(?:(?<quote>["'])(?<src>[^"'<>]*)\k<quote>|(?<src>[^\s"'<>]+))[^<>]*>""", RegexOptions.IgnoreCase)]
    private static partial Regex Image();

    /// <summary>A formula with the marks by which a script would know it: there is none on the page.</summary>
    [GeneratedRegex("""(<(?:span|div) class="math">)\s*\\[(\[](.*?)\\[)\]]\s*(</(?:span|div)>)""", RegexOptions.Singleline)]
    private static partial Regex Formula();

    [GeneratedRegex("""\balt\s*=\s*"(?<alt>[^"]*)"| \balt\s*=\s*'(?<alt>[^']*)'""", RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex AlternateText();
}
