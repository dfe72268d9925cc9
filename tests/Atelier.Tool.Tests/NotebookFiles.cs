using System.Text.Json.Nodes;

namespace Atelier.Tool.Tests;

/// <summary>Writes notebooks for tests.</summary>
internal static class NotebookFiles
{
    /// <summary>Writes a notebook of code cells; a cell that starts with <c>!</c> is tagged as one that may fail.</summary>
    public static string WriteNotebook(this TemporaryFolder folder, string name, params string[] cells) => folder.Write(name, new JsonObject
    {
        ["cells"] = new JsonArray([.. cells.Select(Cell)]),
        ["metadata"] = new JsonObject(),
        ["nbformat"] = 4,
        ["nbformat_minor"] = 5,
    }.ToJsonString());

    private static JsonObject Cell(string source, int index) => new()
    {
        ["cell_type"] = "code",
        ["execution_count"] = null,
        ["id"] = $"c{index}",
        ["metadata"] = source.StartsWith('!') ? new JsonObject { ["tags"] = new JsonArray("raises-exception") } : new JsonObject(),
        ["outputs"] = new JsonArray(),
        ["source"] = source.TrimStart('!'),
    };
}
