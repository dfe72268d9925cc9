using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Atelier.Tool;

/// <summary>A spec's folder in a folder of kernels, and its <c>kernel.json</c>.</summary>
internal sealed class KernelSpecFile(string kernels, KernelSpec spec)
{
    /// <summary>In the metadata of the specs that this tool wrote.</summary>
    private const string Mark = "atelier";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public KernelSpec Spec => spec;

    public string Folder { get; } = Path.Combine(kernels, spec.Name);

    public bool Exists => Directory.Exists(Folder);

    /// <summary>Whether this tool wrote the spec: others are left alone.</summary>
    public bool IsOurs => Read()?["metadata"] is JsonObject metadata && metadata.ContainsKey(Mark);

    private string FilePath => Path.Combine(Folder, "kernel.json");

    /// <summary>The program that the spec starts; null when it names none.</summary>
    public string? Program =>
        Read()?["argv"] is JsonArray { Count: > 0 } arguments && arguments[0] is JsonValue first && first.TryGetValue<string>(out var program) ? program : null;

    /// <summary>Writes the spec.</summary>
    /// <param name="command">The program and arguments that start this tool.</param>
    public void Write(IEnumerable<string> command)
    {
        string[] arguments = [.. command, "kernel", "start", "{connection_file}", "--language", spec.Language];
        var json = new JsonObject
        {
            ["argv"] = new JsonArray([.. arguments.Select(argument => JsonValue.Create(argument))]),
            ["display_name"] = spec.DisplayName,
            ["language"] = spec.Title,
            ["interrupt_mode"] = "message",
            ["metadata"] = new JsonObject { ["debugger"] = false, [Mark] = true },
        };
        Directory.CreateDirectory(Folder);
        File.WriteAllText(FilePath, json.ToJsonString(Indented) + "\n");
    }

    public void Delete() => Directory.Delete(Folder, recursive: true);

    private JsonObject? Read()
    {
        try
        {
            return File.Exists(FilePath) ? JsonNode.Parse(File.ReadAllText(FilePath)) as JsonObject : null;
        }
        catch (JsonException)
        {
            // Whatever it is, it was not written here.
            return null;
        }
    }
}
