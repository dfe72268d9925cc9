using System.Text.Json.Nodes;

namespace Atelier.Tool.Tests;

/// <summary>A temporary folder that is gone after the test.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("atelier-tool-").FullName;

    public string this[params ReadOnlySpan<string> parts] => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>Writes a file and the folders above it, and returns its path.</summary>
    public string Write(string name, string content)
    {
        var path = this[name];
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }

    /// <summary>Writes a notebook of code cells; a cell that starts with <c>!</c> is tagged as one that may fail.</summary>
    public string WriteNotebook(string name, params string[] cells) => Write(name, new JsonObject
    {
        ["cells"] = new JsonArray([.. cells.Select(Cell)]),
        ["metadata"] = new JsonObject(),
        ["nbformat"] = 4,
        ["nbformat_minor"] = 5,
    }.ToJsonString());

    public void Dispose() => Directory.Delete(Path, recursive: true);

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
