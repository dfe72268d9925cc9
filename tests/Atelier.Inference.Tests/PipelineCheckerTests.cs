namespace Atelier.Inference.Tests;

/// <summary>ONNX's own checker, in Python, accepts every graph that takes raw columns.</summary>
public sealed class PipelineCheckerTests
{
    private const string Script = """
        import sys, onnx
        for path in sys.argv[1:]:
            model = onnx.load(path)
            onnx.checker.check_model(model, full_check=True)
            onnx.shape_inference.infer_shapes(model, check_type=True, strict_mode=True, data_prop=True)
            names = [value.name for value in model.graph.input] + [name for node in model.graph.node for name in node.output]
            assert len(names) == len(set(names)), path
            used = {name for node in model.graph.node for name in node.input}
            unused = [tensor.name for tensor in model.graph.initializer if tensor.name not in used]
            assert not unused, (path, unused)
        print(len(sys.argv) - 1)
        """;

    [Theory]
    [InlineData(13)]
    [InlineData(17)]
    public void Graphs_OfEveryTransformer_PassTheCheckerAndStrictShapeInference(int opset)
    {
        Assert.SkipUnless(Python.Has("onnx"), "There is no Python with the package onnx here.");
        using var folder = new TemporaryFolder();
        var paths = new List<string>();
        foreach (var (_, fitted, _) in GraphSamples.All())
        {
            var package = RawModel.Package("checked", RawModel.Classifier(fitted.Output.Width, 3, opset), fitted, "a", "b", "c");
            Assert.True(package.PreprocessingPlace!.IsInGraph, package.PreprocessingPlace.Reason);
            paths.Add(folder[$"{paths.Count}.onnx"]);
            File.WriteAllBytes(paths[^1], package.Graph.Bytes.Span);
        }

        var (succeeded, text) = Python.Run(["-c", Script, .. paths]);

        Assert.True(succeeded, text);
        Assert.Equal($"{paths.Count}", text.Trim());
    }
}
