using TorchSharp;
using static TorchSharp.torch;

namespace Atelier.Training.Tests.Export;

/// <summary>Models as users write them compute in ONNX Runtime what they compute in TorchSharp.</summary>
public sealed class ZooTests
{
    private static readonly Dictionary<string, ZooCase> All =
        ImageModels.Cases().Concat(SequenceModels.Cases()).Concat(TransformerModels.Cases()).Concat(TableModels.Cases()).Concat(WaysModels.Cases())
            .ToDictionary(entry => entry.Name, entry => entry.Case);

    public static TheoryData<string> Names => [.. All.Keys];

    public static TheoryData<string, int> Cases
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var name in All.Keys)
            {
                data.Add(name, 17);
                data.Add(name, 23);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Export_Model_ComputesTheSameAtOtherSizes(string name, int opset)
    {
        using var scope = NewDisposeScope();
        var example = All[name];
        using var model = Make(name);

        var graph = OnnxExporter.Export(model, example.Draw(2, 0, 1), example.Options(opset));

        model.eval();
        using var exact = new LstmWithoutOneDnn(model);
        using var guard = no_grad();
        var call = ModuleCall.Of(model, example.Inputs.Length);
        foreach (var (batch, longer, seed) in new[] { (1L, 0L, 2), (7L, 3L, 3), (3L, 1L, 4) })
        {
            var inputs = example.Draw(batch, longer, seed);
            Tensor[] expected = [.. TensorsIn.Value(call(inputs))];
            Assert.Equal(expected.Length, graph.Outputs.Count);
            Assert.InRange(GraphParity.LargestDifference(graph, inputs, expected), 0, example.Tolerance);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Export_ModelTwice_GivesEqualBytesAndChangesNothing(string name)
    {
        using var scope = NewDisposeScope();
        var example = All[name];
        using var model = Make(name);
        var inputs = example.Draw(2, 0, 1);
        var weights = model.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.bytes.ToArray());
        var bytes = OnnxExporter.Export(model, inputs, example.Options(17)).Bytes.ToArray();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        var again = OnnxExporter.Export(model, inputs, example.Options(17)).Bytes.ToArray();

        Assert.True(example.LeavesTensors || before == DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.Equal(bytes, again);
        Assert.True(model.training);
        Assert.All(model.parameters(), parameter => Assert.True(parameter.requires_grad));
        Assert.All(model.state_dict(), entry => Assert.Equal(weights[entry.Key], entry.Value.bytes.ToArray()));
    }

    [Fact]
    public void Export_Models_PassOnnxCheckerAndStrictShapeInference()
    {
        Assert.SkipUnless(PythonOnnx.IsInstalled, "There is no Python with the package onnx here.");
        using var folder = new TemporaryFolder();
        var paths = new List<string>();
        foreach (var name in All.Keys)
        {
            using var scope = NewDisposeScope();
            using var model = Make(name);
            var example = All[name];
            var graph = OnnxExporter.Export(model, example.Draw(2, 0, 1), example.Options(17));
            paths.Add(Path.Combine(folder.Path, $"{paths.Count} {name}.onnx"));
            File.WriteAllBytes(paths[^1], graph.Bytes.Span);
        }

        var failures = PythonOnnx.Check(paths);

        Assert.Empty(failures);
    }

    private static nn.Module Make(string name)
    {
        random.manual_seed(5);
        return All[name].Make();
    }
}
