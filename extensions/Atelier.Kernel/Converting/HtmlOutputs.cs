using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Atelier.Kernel;

/// <summary>Outputs of cells as HTML: the richest form that a page can show without help.</summary>
internal sealed class HtmlOutputs(MarkdownHtml markdown, Action<string> warn)
{
    private static readonly string[] PictureTypes = ["image/svg+xml", "image/png", "image/jpeg", "image/gif", "image/webp"];

    /// <summary>Adds an output to the page.</summary>
    public void Append(StringBuilder html, CellOutput output)
    {
        switch (output)
        {
            case StreamOutput stream:
                AppendText(html, stream.Name == StreamNames.Error ? "nb-stderr" : "nb-stdout", stream.Text);
                break;
            case ErrorOutput error:
                AppendText(html, "nb-error", error.Traceback.Count > 0 ? string.Join('\n', error.Traceback) : $"{error.Name}: {error.Message}");
                break;
            case DisplayOutput display:
                html.Append("<div class=\"nb-display\">").Append(Display(display.Data)).Append("</div>\n");
                break;
        }
    }

    private static void AppendText(StringBuilder html, string style, string text) =>
        html.Append("<pre class=\"").Append(style).Append("\">").Append(WebUtility.HtmlEncode(AnsiText.Strip(text).TrimEnd('\n'))).Append("</pre>\n");

    private string Display(IReadOnlyDictionary<string, JsonNode> data)
    {
        if (Text(data, "text/html") is { } html)
        {
            foreach (var address in NetworkReferences.In(html))
                warn($"An output loads {address} from the network; without a network it is incomplete.");
            return html;
        }
        foreach (var type in PictureTypes)
            if (Text(data, type) is { } picture)
                return $"<img alt=\"\" src=\"{WebUtility.HtmlEncode(DataUri(type, picture))}\">";
        if (Text(data, "text/markdown") is { } prose)
            return markdown.Render(prose, null);
        if (Text(data, "text/plain") is { } text)
            return $"<pre>{WebUtility.HtmlEncode(AnsiText.Strip(text))}</pre>";
        if (Text(data, "text/latex") is { } formula)
            return $"<pre>{WebUtility.HtmlEncode(formula)}</pre>";
        if (data.TryGetValue("application/json", out var json))
            return $"<pre>{WebUtility.HtmlEncode(JupyterJson.Write(json))}</pre>";
        var types = string.Join(", ", data.Keys);
        warn($"An output of type {(types.Length == 0 ? "none" : types)} cannot be shown on a page and is left out.");
        return $"<p class=\"nb-note\">An output of type {WebUtility.HtmlEncode(types)} cannot be shown here.</p>";
    }

    private static string DataUri(string type, string content) =>
        Pictures.DataUri(type, type == "image/svg+xml" ? Convert.ToBase64String(Encoding.UTF8.GetBytes(content)) : content);

    private static string? Text(IReadOnlyDictionary<string, JsonNode> data, string type) =>
        data.TryGetValue(type, out var node) && node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
