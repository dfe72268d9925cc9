using System.Text.Json.Nodes;

namespace Atelier.Notebooks.Tests;

/// <summary>What the display extension does in a notebook that loads it as a package.</summary>
[Collection("one process at a time")]
public sealed class DisplayTests
{
    private const string Extension = "#r \"nuget: Atelier.Interactive, 0.1.0\"";
    private const string Training = "#r \"nuget: Atelier.Training, 0.1.0\"";

    [Theory]
    [InlineData(Extension, Training)]
    [InlineData(Training, Extension)]
    public async Task Run_TensorsAndCharts_AreDrawnWhicheverPackageComesFirst(string first, string second)
    {
        var folder = Folders.New("display");
        var notebook = Path.Combine(folder, "display.ipynb");
        Write(
            notebook,
            ("first", first),
            ("second", second),
            ("tensor", "TorchSharp.torch.arange(784).reshape(28, 28)"),
            ("chart", "#r \"nuget: Plotly.NET.CSharp, 0.14.0\"\nPlotly.NET.CSharp.Chart.Line<int, int, string>(x: [1, 2, 3], y: [4, 1, 3])"),
            ("matrix", "new Atelier.Evaluation.ConfusionMatrix([\"<b>\", \"dog\"], [3L, 1L, 0L, 4L])"));

        var run = await NotebookRun.StartAsync(notebook, Path.Combine(folder, "out.ipynb"));

        Assert.True(run.ExitCode == 0, run.Console);
        Assert.Contains("(28, 28)", run.Text("tensor"), StringComparison.Ordinal);
        Assert.Contains("data:image/png;base64,", Html(run, "tensor"), StringComparison.Ordinal);
        Assert.Equal(["application/vnd.plotly.v1+json", "text/html", "text/plain"], run.MimeTypes("chart").Order());
        Assert.Contains("&lt;b&gt;", Html(run, "matrix"), StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    private static string Html(NotebookRun run, string cell) =>
        string.Concat(run.Outputs(cell).Select(output => output["data"]?["text/html"]).OfType<JsonArray>().SelectMany(lines => lines.Select(line => (string?)line)));

    private static void Write(string path, params (string Id, string Code)[] cells)
    {
        var notebook = new JsonObject
        {
            ["cells"] = new JsonArray([.. cells.Select(cell => new JsonObject
            {
                ["cell_type"] = "code",
                ["execution_count"] = null,
                ["id"] = cell.Id,
                ["metadata"] = new JsonObject(),
                ["outputs"] = new JsonArray(),
                ["source"] = cell.Code,
            })]),
            ["metadata"] = new JsonObject(),
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
        };
        File.WriteAllText(path, notebook.ToJsonString());
    }
}
