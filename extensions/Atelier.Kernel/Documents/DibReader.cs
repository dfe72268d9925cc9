using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace Atelier.Kernel;

/// <summary>Reads a <c>.dib</c> document as a notebook.</summary>
/// <remarks>Blank lines at the ends of a block belong to no cell. A block without text is an empty cell.</remarks>
internal static class DibReader
{
    private const string MetaSelector = "#!meta";
    private const int MaxDepth = 512;
    private const string MetaForm = "{\"kernelInfo\": {\"defaultKernelName\": \"csharp\", \"items\": []}}";

    /// <summary>Reads the blocks; <paramref name="name"/> names the document in errors.</summary>
    /// <exception cref="InvalidDataException">It is empty or no text, or its <c>#!meta</c> block is no JSON object.</exception>
    public static JsonObject Read(ReadOnlySpan<byte> content, string name)
    {
        if (content.StartsWith("\uFEFF"u8))
            content = content["\uFEFF"u8.Length..];
        if (content.Trim(" \t\r\n"u8).IsEmpty)
            throw new InvalidDataException($"{name} is empty; expected blocks such as #!csharp. Save it again from the program that wrote it.");
        var bad = Utf8.IsValid(content) ? content.IndexOf((byte)0) : JsonScalars.FirstInvalid(content);
        if (bad >= 0)
            throw new InvalidDataException(
                $"{name} is no .dib document: line {content[..bad].Count((byte)'\n') + 1} holds bytes that are no text. Expected UTF-8; restore the file, or save it as UTF-8.");

        var lines = Encoding.UTF8.GetString(content).Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n');
        var next = Array.FindIndex(lines, line => !string.IsNullOrWhiteSpace(line));
        var meta = lines[next].TrimEnd() == MetaSelector ? ReadMeta(lines, ref next, name) : [];
        var notebook = new JsonObject { ["cells"] = null, ["metadata"] = DibMetadata.ToNotebook(meta, out var blocks, out var language) };
        notebook["cells"] = new JsonArray([.. ReadCells(lines.AsSpan(next), blocks, language)]);
        notebook["nbformat"] = 4;
        notebook["nbformat_minor"] = 5;
        return NotebookRules.Apply(notebook, name);
    }

    private static JsonObject ReadMeta(string[] lines, ref int next, string name)
    {
        var first = next + 1;
        var end = Array.FindIndex(lines, first, line => line.StartsWith("#!", StringComparison.Ordinal));
        end = end < 0 ? lines.Length : end;
        next = end;
        var json = Encoding.UTF8.GetBytes(string.Join('\n', lines[first..end]));
        try
        {
            if (!JsonScalars.AreReadable(json, MaxDepth, out _))
                throw WrongMeta(name, first, "it holds text that is no valid Unicode");
            return JsonNode.Parse(json, null, new JsonDocumentOptions { MaxDepth = MaxDepth, AllowDuplicateProperties = false }) as JsonObject
                ?? throw WrongMeta(name, first, "it is no JSON object");
        }
        catch (JsonException exception)
        {
            throw WrongMeta(name, first, exception.Message.Split(" LineNumber:")[0].TrimEnd('.'), exception);
        }
    }

    private static InvalidDataException WrongMeta(string name, int line, string reason, Exception? inner = null) => new(
        $"{name} is no valid .dib document: the #!meta block at line {line} cannot be read: {reason}. Expected JSON such as {MetaForm}; correct the block, or remove it.",
        inner);

    private static List<JsonNode> ReadCells(ReadOnlySpan<string> lines, DibBlocks blocks, string defaultLanguage)
    {
        var cells = new List<JsonNode>();
        var language = defaultLanguage;
        var text = new List<string>();
        var isOpen = false;
        foreach (var line in lines)
        {
            if (blocks.Find(line) is { } selected)
            {
                Close();
                (language, isOpen) = (selected, true);
            }
            else
            {
                text.Add(blocks.Unescape(line));
            }
        }
        Close();
        return cells;

        void Close()
        {
            var start = text.FindIndex(line => line.Length > 0);
            if (start >= 0 || isOpen)
                cells.Add(Cell(language, start < 0 ? "" : string.Join('\n', text[start..(text.FindLastIndex(line => line.Length > 0) + 1)])));
            text.Clear();
        }
    }

    private static JsonObject Cell(string language, string source) => language is DibBlocks.Markdown or DibBlocks.Raw
        ? new JsonObject { ["cell_type"] = language, ["metadata"] = new JsonObject(), ["source"] = MultilineText.Split(source) }
        : new JsonObject
        {
            ["cell_type"] = "code",
            ["execution_count"] = null,
            ["metadata"] = new JsonObject
            {
                ["dotnet_interactive"] = new JsonObject { ["language"] = language },
                ["polyglot_notebook"] = new JsonObject { ["kernelName"] = language },
            },
            ["outputs"] = new JsonArray(),
            ["source"] = MultilineText.Split(source),
        };
}
