using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Atelier.Kernel;

/// <summary>A notebook as Markdown: code in fences, pictures as data URIs, other outputs as text.</summary>
internal static partial class MarkdownText
{
    private static readonly string[] PictureTypes = ["image/png", "image/jpeg", "image/gif", "image/webp"];

    /// <summary>Writes the text; each cell and output is a paragraph of its own.</summary>
    public static ConvertedNotebook Write(NotebookDocument notebook)
    {
        var warnings = new List<string>();
        var parts = new List<string>();
        foreach (var cell in notebook.Cells)
        {
            switch (cell.Kind)
            {
                case CellKind.Markdown:
                    parts.Add(WithAttachments(cell));
                    break;
                case CellKind.Raw:
                    parts.Add(Fence(cell.Source, ""));
                    break;
                default:
                    parts.Add(Fence(cell.Source, cell.Language == "pwsh" ? "powershell" : cell.Language));
                    parts.AddRange(cell.Outputs.Select(output => Output(output, note => warnings.Add($"Cell {cell.Index + 1}: {note}"))));
                    break;
            }
        }
        return new ConvertedNotebook(string.Join("\n\n", parts.Select(part => part.Trim('\r', '\n')).Where(part => part.Length > 0)) + "\n", warnings);
    }

    private static string WithAttachments(NotebookCell cell)
    {
        var pictures = new Pictures(null);
        return cell.Json["attachments"] is null
            ? cell.Source
            : Attachment().Replace(cell.Source, match => pictures.Find(match.Value, cell) ?? match.Value);
    }

    private static string Output(CellOutput output, Action<string> warn) => output switch
    {
        StreamOutput stream => Fence(AnsiText.Strip(stream.Text), "text"),
        ErrorOutput error => Fence(AnsiText.Strip(error.Traceback.Count > 0 ? string.Join('\n', error.Traceback) : $"{error.Name}: {error.Message}"), "text"),
        DisplayOutput display => Display(display.Data, warn),
        _ => "",
    };

    private static string Display(IReadOnlyDictionary<string, JsonNode> data, Action<string> warn)
    {
        if (Text(data, "text/markdown") is { } markdown)
            return markdown;
        if (Text(data, "image/svg+xml") is { } drawing)
            return $"![output]({Pictures.DataUri("image/svg+xml", Convert.ToBase64String(Encoding.UTF8.GetBytes(drawing)))})";
        foreach (var type in PictureTypes)
            if (Text(data, type) is { } picture)
                return $"![output]({Pictures.DataUri(type, picture)})";
        if (Text(data, "text/plain") is { } text)
            return Fence(AnsiText.Strip(text), "text");
        if (Text(data, "text/latex") is { } formula)
            return formula;
        if (data.TryGetValue("application/json", out var json))
            return Fence(JupyterJson.Write(json), "json");
        var types = string.Join(", ", data.Keys);
        warn($"An output of type {types} has no form as text and is left out. Convert to html to see it.");
        return $"*(An output of type {types} is left out.)*";
    }

    /// <summary>A block that no fence within the text can end; nothing for blank text.</summary>
    private static string Fence(string text, string language)
    {
        if (string.IsNullOrWhiteSpace(text))
            return "";
        var longest = Backticks().Matches(text).Select(match => match.Length).DefaultIfEmpty().Max();
        var fence = new string('`', Math.Max(3, longest + 1));
        return $"{fence}{language}\n{text.Trim('\r', '\n')}\n{fence}";
    }

    private static string? Text(IReadOnlyDictionary<string, JsonNode> data, string type) =>
        data.TryGetValue(type, out var node) && node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    [GeneratedRegex(@"attachment:[^\s""')>]+")]
    private static partial Regex Attachment();

    [GeneratedRegex("`+")]
    private static partial Regex Backticks();
}
