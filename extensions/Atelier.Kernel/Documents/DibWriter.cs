using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Atelier.Kernel;

/// <summary>Writes a notebook as a <c>.dib</c> document: its metadata, and its cells without outputs, ids and tags.</summary>
internal static class DibWriter
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1000 };

    /// <summary>The document as text; blank lines at the ends of a cell are left out.</summary>
    public static string Write(NotebookDocument notebook)
    {
        var meta = DibMetadata.FromNotebook(notebook, notebook.Cells.Select(BlockName));
        var blocks = new DibBlocks(meta["kernelInfo"]);
        var text = new StringBuilder();
        text.Append("#!meta\n\n").Append(meta.ToJsonString(Relaxed)).Append('\n');
        foreach (var cell in notebook.Cells)
        {
            text.Append('\n').Append(DibBlocks.Selector(BlockName(cell))).Append('\n');
            var source = cell.Source.Replace("\r\n", "\n", StringComparison.Ordinal).Trim('\n');
            if (source.Length > 0)
                text.Append('\n').AppendJoin('\n', source.Split('\n').Select(blocks.Escape)).Append('\n');
        }
        return text.ToString();
    }

    private static string BlockName(NotebookCell cell) => cell.Kind switch
    {
        CellKind.Markdown => DibBlocks.Markdown,
        CellKind.Raw => DibBlocks.Raw,
        // A kernel that a notebook connected to keeps the name under which its cells know it.
        _ when cell.OwnLanguage is { } own && KernelNames.FromSelector(DibBlocks.Selector(own)) is null && IsOneWord(own) => own,
        _ => IsOneWord(cell.Language) ? cell.Language : KernelNames.CSharp,
    };

    private static bool IsOneWord(string name) => name.Length > 0 && !name.Any(char.IsWhiteSpace);
}
