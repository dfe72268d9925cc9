using System.Globalization;
using System.Net;
using System.Text;

namespace Atelier.Kernel;

/// <summary>A notebook as one HTML page that loads nothing.</summary>
internal static class HtmlPage
{
    /// <summary>Writes the page.</summary>
    /// <param name="notebook">The notebook with its outputs.</param>
    /// <param name="name">The title when there is no heading.</param>
    /// <param name="folder">Where the pictures of the prose lie; null when none are to be read.</param>
    public static ConvertedNotebook Write(NotebookDocument notebook, string name, string? folder)
    {
        var warnings = new List<string>();
        var number = 0;
        var markdown = new MarkdownHtml(new Pictures(folder), Warn);
        var outputs = new HtmlOutputs(markdown, Warn);
        var title = notebook.Cells.Where(cell => cell.Kind == CellKind.Markdown).Select(cell => MarkdownHtml.FindHeading(cell.Source)).FirstOrDefault(heading => heading is not null);
        var html = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n")
            .Append("<title>").Append(WebUtility.HtmlEncode(title ?? name)).Append("</title>\n<style>\n").Append(Style()).Append("</style>\n</head>\n<body>\n<main class=\"nb-page\">\n");
        foreach (var cell in notebook.Cells)
        {
            number = cell.Index + 1;
            if (cell.Kind == CellKind.Code)
                AppendCode(html, cell, outputs);
            else if (!string.IsNullOrWhiteSpace(cell.Source))
                html.Append(cell.Kind == CellKind.Markdown
                    ? $"<section class=\"nb-prose\">\n{markdown.Render(cell.Source, cell)}</section>\n"
                    : $"<section class=\"nb-raw\"><pre>{WebUtility.HtmlEncode(cell.Source)}</pre></section>\n");
        }
        html.Append("</main>\n</body>\n</html>\n");
        return new ConvertedNotebook(html.ToString(), warnings);

        void Warn(string warning) => warnings.Add($"Cell {number}: {warning}");
    }

    private static void AppendCode(StringBuilder html, NotebookCell cell, HtmlOutputs outputs)
    {
        if (string.IsNullOrWhiteSpace(cell.Source) && cell.Outputs.Count == 0)
            return;
        var count = cell.ExecutionCount?.ToString(CultureInfo.InvariantCulture) ?? " ";
        var isCSharp = cell.Language == KernelNames.CSharp && CellLanguages.FindForeign(cell) is null;
        html.Append("<section class=\"nb-cell\">\n<div class=\"nb-count\">[").Append(count).Append("]</div>\n")
            .Append("<pre class=\"nb-source\" data-language=\"").Append(WebUtility.HtmlEncode(cell.Language)).Append("\"><code>")
            .Append(isCSharp ? CodeColors.Render(cell.Source) : WebUtility.HtmlEncode(cell.Source)).Append("</code></pre>\n");
        if (cell.Outputs is { Count: > 0 } list)
        {
            html.Append("<div class=\"nb-outputs\">\n");
            foreach (var output in list)
                outputs.Append(html, output);
            html.Append("</div>\n");
        }
        html.Append("</section>\n");
    }

    private static string Style()
    {
        using var reader = new StreamReader(typeof(HtmlPage).Assembly.GetManifestResourceStream("page.css")!);
        return reader.ReadToEnd();
    }
}
