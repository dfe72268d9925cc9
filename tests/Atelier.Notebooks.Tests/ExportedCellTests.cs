using System.Text.Json.Nodes;

namespace Atelier.Notebooks.Tests;

/// <summary>Models that are defined in a cell.</summary>
[Collection("one process at a time")]
public sealed class ExportedCellTests
{
    private const string Definition = """
        using Atelier.Training;
        using TorchSharp;
        using TorchSharp.Modules;
        using static TorchSharp.torch;

        class Gated : nn.Module<Tensor, Tensor>
        {
            private readonly Linear value = nn.Linear(4, 3);
            private readonly Linear gate = nn.Linear(4, 3);
            private readonly bool unknown;

            public Gated(bool unknown) : base("Gated")
            {
                this.unknown = unknown;
                RegisterComponents();
            }

            public override Tensor forward(Tensor x)
            {
                var gated = value.call(x) * gate.call(x).sigmoid();
                if (unknown)
                {
                    gated = gated.digamma();
                }

                return gated;
            }
        }
        """;

    private const string Export = """
        var graph = OnnxExporter.Export(new Gated(false), new OnnxExportOptions { InputShape = [4] });
        Console.WriteLine($"{graph.Inputs[0]} -> {graph.Outputs[0]}");
        """;

    private const string Refused = """
        try
        {
            OnnxExporter.Export(new Gated(true), new OnnxExportOptions { InputShape = [4] });
        }
        catch (OnnxExportException error)
        {
            Console.WriteLine(error.Message);
        }
        """;

    [Fact]
    public async Task Run_ModelOfACell_ExportsAndAnErrorTellsWhereItIs()
    {
        var folder = Folders.New("export");
        var notebook = Path.Combine(folder, "export.ipynb");
        Write(notebook, "#r \"nuget: Atelier.Training, 0.1.0\"", Definition, Export, Refused);

        var run = await NotebookRun.StartAsync(notebook, Path.Combine(folder, "out.ipynb"));

        Assert.True(run.ExitCode == 0, run.Console);
        Assert.Equal("features FP32 (batch, 4) -> output FP32 (batch, 3)\n", run.Text("cell-3"));
        Assert.Contains("The model of type Gated cannot be exported at cell-2.cs, line 23, in Gated.forward: ", run.Text("cell-4"), StringComparison.Ordinal);
        Assert.Contains("`aten::digamma` has no counterpart in ONNX here", run.Text("cell-4"), StringComparison.Ordinal);
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
