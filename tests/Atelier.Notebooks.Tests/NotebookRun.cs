using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Atelier.Notebooks.Tests;

/// <summary>What came of `atelier run` in a process of its own.</summary>
internal sealed record NotebookRun(int ExitCode, string Console, JsonObject? Notebook)
{
    /// <summary>The outputs of a cell by its id.</summary>
    public IReadOnlyList<JsonObject> Outputs(string cell) => [.. Notebook!["cells"]!.AsArray()
        .Single(node => (string?)node!["id"] == cell)!["outputs"]!.AsArray().Select(node => node!.AsObject())];

    /// <summary>The MIME types of a cell's value.</summary>
    public IEnumerable<string> MimeTypes(string cell) => Outputs(cell)
        .Single(output => (string?)output["output_type"] == "execute_result")["data"]!.AsObject().Select(pair => pair.Key);

    /// <summary>The text of a cell: streams and text/plain.</summary>
    public string Text(string cell) => string.Concat(Outputs(cell).Select(output => Join(output["text"] ?? output["data"]?["text/plain"])));

    public static async Task<NotebookRun> StartAsync(string notebook, string output, params string[] options)
    {
        var token = TestContext.Current.CancellationToken;
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Atelier.Tool.dll"), "run", notebook, "-o", output, .. options])
        {
            WorkingDirectory = Checkout.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        try
        {
            var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(token), process.StandardError.ReadToEndAsync(token));
            await process.WaitForExitAsync(token);
            return new NotebookRun(
                process.ExitCode,
                string.Concat(texts),
                File.Exists(output) ? JsonNode.Parse(await File.ReadAllTextAsync(output, token))!.AsObject() : null);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static string Join(JsonNode? text) => text switch
    {
        JsonArray lines => string.Concat(lines.Select(line => (string?)line)),
        _ => (string?)text ?? "",
    };
}
