using System.Text.Json.Nodes;

namespace Atelier.Kernel;

/// <summary>The metadata of a notebook as the <c>#!meta</c> block of a <c>.dib</c> document, and back.</summary>
/// <remarks>
/// What a notebook keeps in <c>polyglot_notebook.kernelInfo</c> is the block's <c>kernelInfo</c>; all else has the same names in both.
/// </remarks>
internal static class DibMetadata
{
    private const string KernelInfo = "kernelInfo";
    private const string Polyglot = "polyglot_notebook";

    /// <summary>The metadata of a notebook; a kernel for Jupyter is added when none is named.</summary>
    /// <param name="meta">The block's content; it is changed.</param>
    /// <param name="blocks">The blocks that the document can have.</param>
    /// <param name="language">The language of text before the first block.</param>
    public static JsonObject ToNotebook(JsonObject meta, out DibBlocks blocks, out string language)
    {
        meta.Remove(KernelInfo, out var info);
        blocks = new DibBlocks(info);
        language = KernelNames.Normalize(JsonPaths.Text(info, "defaultKernelName") ?? KernelNames.CSharp);
        if (info is not null)
        {
            if (meta[Polyglot] is not JsonObject)
                meta[Polyglot] = new JsonObject();
            meta[Polyglot]![KernelInfo] = info;
        }
        if (meta["kernelspec"] is not JsonObject)
            meta["kernelspec"] = KernelSpec(language);
        return meta;
    }

    /// <summary>The block's content for a notebook whose cells are in the given languages.</summary>
    public static JsonObject FromNotebook(NotebookDocument notebook, IEnumerable<string> languages)
    {
        var metadata = notebook.Json["metadata"]!.DeepClone().AsObject();
        var polyglot = metadata[Polyglot] as JsonObject;
        var info = polyglot is not null && polyglot.Remove(KernelInfo, out var known) && known is JsonObject ? known.AsObject() : [];
        if (polyglot is { Count: 0 })
            metadata.Remove(Polyglot);
        if (JsonPaths.Text(info, "defaultKernelName") is null)
            info["defaultKernelName"] = notebook.Language;
        if (info["items"] is not JsonArray)
            info["items"] = new JsonArray();
        var items = info["items"]!.AsArray();
        var names = items.Select(item => JsonPaths.Text(item, "name")).ToHashSet();
        foreach (var language in languages)
            if (language != DibBlocks.Markdown && names.Add(language))
                items.Add(new JsonObject { ["aliases"] = new JsonArray(), ["languageName"] = language, ["name"] = language });
        metadata.Insert(0, KernelInfo, info);
        return metadata;
    }

    /// <summary>The kernel that runs notebooks whose main language is the given one, by the names that other tools know.</summary>
    private static JsonObject KernelSpec(string language)
    {
        var (name, title) = language switch
        {
            "fsharp" => (".net-fsharp", "F#"),
            "pwsh" => (".net-pwsh", "PowerShell"),
            _ => (".net-csharp", "C#"),
        };
        return new JsonObject { ["display_name"] = $".NET ({title})", ["language"] = title, ["name"] = name };
    }
}
