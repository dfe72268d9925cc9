using System.Text.Json.Nodes;

namespace Atelier.Kernel;

/// <summary>The lines that start a block of a <c>.dib</c> document: <c>#!</c> and the name of a language, and nothing more.</summary>
/// <remarks>
/// The well-known languages always count, others when the document's <c>kernelInfo</c> lists them. A line of a cell that would start
/// a block is written with a blank at its end, which keeps it inside the cell here as well as in .NET Interactive.
/// </remarks>
internal sealed class DibBlocks
{
    /// <summary>The name of blocks of raw text.</summary>
    public const string Raw = "raw";

    /// <summary>The name of Markdown blocks.</summary>
    public const string Markdown = "markdown";

    private const string Prefix = "#!";

    private readonly Dictionary<string, string> _languages = new(StringComparer.Ordinal) { ["md"] = Markdown, [Raw] = Raw };

    /// <summary>The blocks of a document with this description of its kernels, of which nobody has checked the shape.</summary>
    public DibBlocks(JsonNode? kernelInfo)
    {
        if (kernelInfo is not JsonObject || kernelInfo["items"] is not JsonArray items)
            return;
        foreach (var item in items)
        {
            if (JsonPaths.Text(item, "name") is not { } name)
                continue;
            _languages[name] = name;
            if (item!["aliases"] is JsonArray aliases && MultilineText.Is(aliases))
                foreach (var alias in aliases)
                    _languages.TryAdd(alias!.GetValue<string>(), name);
        }
    }

    /// <summary>The first line of a block.</summary>
    public static string Selector(string language) => Prefix + language;

    /// <summary>The language whose block the line starts; null when it starts none.</summary>
    public string? Find(ReadOnlySpan<char> line)
    {
        if (!line.StartsWith(Prefix, StringComparison.Ordinal) || line.ContainsAny(' ', '\t'))
            return null;
        return KernelNames.FromSelector(line)
            ?? (_languages.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(line[Prefix.Length..], out var language) ? language : null);
    }

    /// <summary>A line of a cell as it stands in the file.</summary>
    public string Escape(string line) => Find(line.AsSpan().TrimEnd(' ')) is null ? line : line + ' ';

    /// <summary>A line of the file, which starts no block, as it stands in the cell.</summary>
    public string Unescape(string line) => line.EndsWith(' ') && Find(line.AsSpan().TrimEnd(' ')) is not null ? line[..^1] : line;
}
