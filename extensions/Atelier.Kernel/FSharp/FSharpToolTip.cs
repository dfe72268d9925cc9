using System.Xml;
using System.Xml.Linq;
using FSharp.Compiler.EditorServices;
using FSharp.Compiler.Symbols;

namespace Atelier.Kernel;

/// <summary>Turns what the F# compiler tells of a symbol into text.</summary>
internal static class FSharpToolTip
{
    private const int MostOverloads = 8;

    /// <summary>The declarations, and what their documentation says; empty when nothing is known.</summary>
    public static string Describe(ToolTipText tip) => string.Join("\n", tip.Item
        .OfType<ToolTipElement.Group>()
        .SelectMany(group => group.elements)
        .Take(MostOverloads)
        .Select(Describe));

    /// <summary>The text with its declarations as code.</summary>
    public static string ToMarkdown(string text) => $"```fsharp\n{text}\n```";

    private static string Describe(ToolTipElementData data)
    {
        var declaration = data.MainDescription.Text;
        return Summary(data.XmlDoc) is { Length: > 0 } summary ? $"{declaration}\n// {summary}" : declaration;
    }

    private static string Summary(FSharpXmlDoc doc)
    {
        if (doc is not FSharpXmlDoc.FromXmlText { Item: var text })
            return "";
        var xml = string.Join("\n", text.UnprocessedLines);
        try
        {
            var root = XElement.Parse($"<doc>{xml}</doc>");
            return string.Join(' ', (root.Element("summary") ?? root).Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        }
        catch (XmlException)
        {
            // Documentation in plain text, with a character that XML would want written otherwise.
            return string.Join(' ', xml.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        }
    }
}
