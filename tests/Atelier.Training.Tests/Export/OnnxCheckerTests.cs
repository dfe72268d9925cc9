using static TorchSharp.torch.nn;

namespace Atelier.Training.Tests.Export;

/// <summary>ONNX's own checker, in Python, accepts what is exported.</summary>
public sealed class OnnxCheckerTests
{
    private const string Script = """
        import sys, onnx
        for path in sys.argv[1:]:
            model = onnx.load(path)
            onnx.checker.check_model(model, full_check=True)
            inferred = onnx.shape_inference.infer_shapes(model, check_type=True, strict_mode=True, data_prop=True)
            show = lambda value: [d.dim_param or d.dim_value for d in value.type.tensor_type.shape.dim]
            print([show(value) for value in inferred.graph.output])
        """;

    [Fact]
    public void Export_Models_PassTheCheckerAndStrictShapeInference()
    {
        Assert.SkipUnless(Python.Has("onnx"), "There is no Python with the package onnx here.");
        var folder = Directory.CreateTempSubdirectory("atelier-test-").FullName;
        try
        {
            using var mlp = Models.Mlp(784, [32], 10, dropout: 0.1);
            using var deep = Sequential(Linear(6, 5), Flatten(2, 3), Linear(10, 4, hasBias: false), ReLU(), Flatten(), Linear(12, 3), Softmax(1));
            using var nothing = Identity();
            using var merged = Flatten(0, 1);
            (TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor> Model, int[]? Row, OnnxOutput Output)[] cases =
            [
                (mlp, null, OnnxOutput.Automatic), (mlp, [28, 28], OnnxOutput.Raw), (deep, [3, 2, 6], OnnxOutput.Raw), (nothing, [5], OnnxOutput.Raw),
                (merged, [3, 4], OnnxOutput.Raw),
            ];
            var paths = new List<string>();
            foreach (var (model, row, output) in cases)
            {
                var graph = OnnxExporter.Export(model, new OnnxExportOptions { InputShape = row, Output = output });
                paths.Add(Path.Combine(folder, $"{paths.Count}.onnx"));
                File.WriteAllBytes(paths[^1], graph.Bytes.Span);
            }

            var (succeeded, text) = Python.Run(["-c", Script, .. paths]);

            Assert.True(succeeded, text);
            Assert.Equal(
                ["[['batch', 10]]", "[['batch', 10]]", "[['batch', 3]]", "[['batch', 5]]", "[['output_axis_0', 4]]"],
                text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
