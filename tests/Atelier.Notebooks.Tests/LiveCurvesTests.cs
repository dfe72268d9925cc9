using System.Text.Json.Nodes;

namespace Atelier.Notebooks.Tests;

/// <summary>Curves that grow while a cell trains.</summary>
[Collection("one process at a time")]
public sealed class LiveCurvesTests
{
    private const string Training = """
        using Atelier.Data;
        using Atelier.Training;
        var random = new Random(1);
        var features = Enumerable.Range(0, 4 * 300).Select(_ => random.NextSingle()).ToArray();
        var labels = Enumerable.Range(0, 300).Select(row => features[4 * row] > 0.5f ? 1 : 0).ToArray();
        var data = new Dataset("halves", features, [4], labels, ["low", "high"]);
        var model = Models.Mlp(4, [8], 2, seed: 1);
        var options = new TrainingOptions { Epochs = 30, BatchSize = 50 };
        var result = new Trainer(model, options).Fit(data, data, [new LiveCurves()]);
        Console.WriteLine($"{result.History.Count} epochs");
        """;

    [Fact]
    public async Task Run_TrainingWithLiveCurves_LeavesTheWholeCurvesInOneDisplay()
    {
        var folder = Folders.New("live");
        var notebook = Path.Combine(folder, "live.ipynb");
        Write(notebook, "#r \"nuget: Atelier.Interactive, 0.1.0\"\n#r \"nuget: Atelier.Training, 0.1.0\"", Training);

        var run = await NotebookRun.StartAsync(notebook, Path.Combine(folder, "out.ipynb"));

        Assert.True(run.ExitCode == 0, run.Console);
        var outputs = run.Outputs("cell-2");
        Assert.Equal(["display_data", "stream"], outputs.Select(output => (string?)output["output_type"]));
        var data = outputs[0]["data"]!.AsObject();
        Assert.Equal(["application/vnd.plotly.v1+json", "text/html", "text/plain"], data.Select(pair => pair.Key).Order());
        Assert.Equal(30, data["application/vnd.plotly.v1+json"]!["data"]![0]!["y"]!.AsArray().Count);
        Assert.Contains("stopped: all 30 epochs done", run.Text("cell-2"), StringComparison.Ordinal);
        Assert.EndsWith("30 epochs\n", run.Text("cell-2"), StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    private static void Write(string path, params string[] cells) => File.WriteAllText(path, new JsonObject
    {
        ["cells"] = new JsonArray([.. cells.Select((code, i) => new JsonObject
        {
            ["cell_type"] = "code",
            ["execution_count"] = null,
            ["id"] = $"cell-{i + 1}",
            ["metadata"] = new JsonObject(),
            ["outputs"] = new JsonArray(),
            ["source"] = code,
        })]),
        ["metadata"] = new JsonObject(),
        ["nbformat"] = 4,
        ["nbformat_minor"] = 5,
    }.ToJsonString());
}
