namespace Atelier.Kernel;

/// <summary>Converts notebooks into pages, programs and documents. Nothing is run.</summary>
public static class NotebookConverter
{
    /// <summary>Converts a notebook, with the outputs that it holds.</summary>
    /// <param name="notebook">The notebook; it is not changed.</param>
    /// <param name="format">What it becomes.</param>
    /// <param name="name">The title of a page when the notebook has no heading, normally the file's name without extension.</param>
    /// <param name="folder">Where pictures lie that the prose refers to; null when they are to be left out of a page.</param>
    /// <exception cref="InvalidDataException">An output in the notebook is not of the notebook format.</exception>
    public static ConvertedNotebook Convert(NotebookDocument notebook, NotebookFormat format, string name = "notebook", string? folder = null)
    {
        ArgumentNullException.ThrowIfNull(notebook);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return format switch
        {
            NotebookFormat.Ipynb => new ConvertedNotebook(notebook.ToJson(), []),
            NotebookFormat.Dib => new ConvertedNotebook(notebook.ToDib(), DibLosses(notebook)),
            NotebookFormat.Html => HtmlPage.Write(notebook, name, folder),
            NotebookFormat.Markdown => MarkdownText.Write(notebook),
            NotebookFormat.CSharp => ProgramText.Write(notebook),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Expected one of the named formats."),
        };
    }

    /// <summary>Outputs are known not to be there; tags and attachments change what a cell means.</summary>
    private static string[] DibLosses(NotebookDocument notebook) =>
    [
        .. notebook.Cells.Where(cell => cell.Tags.Count > 0).Select(cell =>
            $"Cell {cell.Index + 1}: the tags {string.Join(", ", cell.Tags)} are left out; .dib documents have no tags."),
        .. notebook.Cells.Where(cell => cell.Json["attachments"] is not null).Select(cell =>
            $"Cell {cell.Index + 1}: the attached files are left out; .dib documents have no attachments. Save them beside the document."),
    ];
}
