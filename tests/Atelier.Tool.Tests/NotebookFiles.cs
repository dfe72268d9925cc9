using System.Text.Json.Nodes;

namespace Atelier.Tool.Tests;

/// <summary>Writes notebooks for tests.</summary>
internal static class NotebookFiles
{
    /// <summary>Writes a notebook of code cells; a cell that starts with <c>!</c> is tagged as one that may fail, one with <c>parameters:</c> so.</summary>
    public static string WriteNotebook(this TemporaryFolder folder, string name, params string[] cells) => folder.Write(name, new JsonObject
    {
        ["cells"] = new JsonArray([.. cells.Select(Cell)]),
        ["metadata"] = new JsonObject(),
        ["nbformat"] = 4,
        ["nbformat_minor"] = 5,
    }.ToJsonString());

    /// <summary>Has front ends open the notebook at a path with a kernel.</summary>
    public static string WithKernel(this string path, string kernel)
    {
        var notebook = JsonNode.Parse(File.ReadAllText(path))!;
        notebook["metadata"]!["kernelspec"] = new JsonObject { ["name"] = kernel, ["display_name"] = kernel, ["language"] = "C#" };
        File.WriteAllText(path, notebook.ToJsonString());
        return path;
    }

    private static JsonObject Cell(string source, int index)
    {
        var (tag, text) = source switch
        {
            ['!', .. var rest] => ("raises-exception", rest),
            _ when source.StartsWith("parameters:", StringComparison.Ordinal) => ("parameters", source["parameters:".Length..]),
            _ => (null, source),
        };
        return new JsonObject
        {
            ["cell_type"] = "code",
            ["execution_count"] = null,
            ["id"] = $"c{index}",
            ["metadata"] = tag is null ? new JsonObject() : new JsonObject { ["tags"] = new JsonArray(tag) },
            ["outputs"] = new JsonArray(),
            ["source"] = text,
        };
    }
}
