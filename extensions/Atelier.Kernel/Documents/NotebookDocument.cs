using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Atelier.Kernel;

/// <summary>A notebook in the Jupyter format, version 4, or a <c>.dib</c> document read as one: its JSON, and a typed view of its cells.</summary>
/// <remarks>
/// <para>
/// The JSON tree is the document: every field, known or not, stays where it was and is written again. Reading repairs what the
/// format asks for and a program can decide: the format becomes 4.5, and a cell without a valid id of its own, without metadata or
/// without a place for outputs gets one. Ids that are given are the same each time.
/// </para>
/// <para>Format: https://nbformat.readthedocs.io/en/latest/format_description.html. Not safe for several threads at once.</para>
/// </remarks>
public sealed class NotebookDocument
{
    private readonly List<NotebookCell> _cells;

    private NotebookDocument(JsonObject json)
    {
        Json = json;
        _cells = [.. json["cells"]!.AsArray().Select((cell, i) => new NotebookCell(cell!.AsObject(), i, Language))];
    }

    /// <summary>The whole document.</summary>
    public JsonObject Json { get; }

    /// <summary>The cells in their order.</summary>
    public IReadOnlyList<NotebookCell> Cells => _cells;

    /// <summary>The language of code cells that name none, such as <c>csharp</c>; <c>csharp</c> when the notebook names none either.</summary>
    /// <remarks>
    /// The first of these that is given: <c>polyglot_notebook.kernelInfo.defaultKernelName</c>, <c>kernelspec.language</c>,
    /// <c>kernelspec.name</c> and <c>language_info.name</c> in the notebook's metadata.
    /// </remarks>
    public string Language
    {
        get
        {
            var metadata = Json["metadata"];
            var name = JsonPaths.Text(metadata, "polyglot_notebook", "kernelInfo", "defaultKernelName")
                ?? JsonPaths.Text(metadata, "kernelspec", "language")
                ?? JsonPaths.Text(metadata, "kernelspec", "name")
                ?? JsonPaths.Text(metadata, "language_info", "name");
            return name is null or "polyglot-notebook" ? KernelNames.CSharp : KernelNames.Normalize(name);
        }
    }

    /// <summary>Reads a notebook from a file: a <c>.dib</c> document when its name ends so, else a Jupyter notebook.</summary>
    /// <param name="path">The path of an <c>.ipynb</c> or <c>.dib</c> file.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is a folder, or its content is no notebook of version 4 or no <c>.dib</c> document; the message says where and why.</exception>
    public static async Task<NotebookDocument> LoadAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
            throw new InvalidDataException($"'{path}' is a folder; expected a notebook file. Name an .ipynb or .dib file in it.");
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no notebook at '{path}'. Check the path; it starts from {Environment.CurrentDirectory}.", path);
        var content = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        return new NotebookDocument(IsDib(path) ? DibReader.Read(content, path) : NotebookReader.Read(content, path));
    }

    /// <summary>Reads a notebook from text.</summary>
    /// <param name="json">The content of an <c>.ipynb</c> file.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="InvalidDataException">It is no notebook of version 4; the message says where and why.</exception>
    public static NotebookDocument Parse(string json, string name = "notebook")
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new NotebookDocument(NotebookReader.Read(Encoding.UTF8.GetBytes(json), name));
    }

    /// <summary>Reads a <c>.dib</c> document from text.</summary>
    /// <remarks>
    /// Blocks become code cells of their language, Markdown and raw cells. Metadata of the <c>#!meta</c> block becomes the notebook's,
    /// its <c>kernelInfo</c> goes under <c>polyglot_notebook</c>; a notebook without <c>kernelspec</c> gets that of .NET Interactive.
    /// </remarks>
    /// <param name="text">The content of a <c>.dib</c> file.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="InvalidDataException">It is empty or no text, or its metadata cannot be read; the message says where and why.</exception>
    public static NotebookDocument ParseDib(string text, string name = "document")
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new NotebookDocument(DibReader.Read(Encoding.UTF8.GetBytes(text), name));
    }

    /// <summary>Writes the notebook to a file: whole or not at all. The folder is created when it is missing.</summary>
    /// <param name="path">The file to create or replace; when its name ends with <c>.dib</c>, it gets what <see cref="ToDib"/> gives.</param>
    /// <param name="cancellationToken">Leaves the file as it was.</param>
    public Task SaveAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return AtomicFile.WriteAsync(path, IsDib(path) ? ToDib() : ToJson(), cancellationToken);
    }

    /// <summary>The notebook as Jupyter would write it.</summary>
    public string ToJson() => JupyterJson.Write(Json);

    /// <summary>The notebook as a <c>.dib</c> document, which holds metadata and cells, but no outputs, cell ids, tags and attachments.</summary>
    public string ToDib() => DibWriter.Write(this);

    /// <summary>Puts a new code cell at a position; its only tag is also its id, with a number when that is taken.</summary>
    internal void InsertCode(int index, string source, string tag)
    {
        var id = tag;
        for (var number = 2; _cells.Any(cell => cell.Id == id); number++)
            id = string.Create(CultureInfo.InvariantCulture, $"{tag}-{number}");
        var json = new JsonObject
        {
            ["cell_type"] = "code",
            ["execution_count"] = null,
            ["id"] = id,
            ["metadata"] = new JsonObject { ["tags"] = new JsonArray(tag) },
            ["outputs"] = new JsonArray(),
            ["source"] = MultilineText.Split(source),
        };
        Json["cells"]!.AsArray().Insert(index, json);
        _cells.Insert(index, new NotebookCell(json, index, Language));
        Renumber();
    }

    /// <summary>Takes a cell out of the notebook.</summary>
    internal void RemoveCell(NotebookCell cell)
    {
        Json["cells"]!.AsArray().RemoveAt(cell.Index);
        _cells.RemoveAt(cell.Index);
        Renumber();
    }

    private void Renumber()
    {
        for (var i = 0; i < _cells.Count; i++)
            _cells[i].Index = i;
    }

    private static bool IsDib(string path) => Path.GetExtension(path).Equals(".dib", StringComparison.OrdinalIgnoreCase);
}
