using static TorchSharp.torch;

namespace Atelier.Training.Tests.Export;

/// <summary>Every operation computes in ONNX Runtime what it computes in libtorch.</summary>
public sealed class OperationParityTests
{
    public static TheoryData<string, int> Cases
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var (name, operation) in OperationCases.All)
            {
                data.Add(name, operation.Opset);
                data.Add(name, 23);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Export_Operation_ComputesTheSame(string name, int opset)
    {
        using var scope = NewDisposeScope();
        var (forward, example) = (OperationCases.All[name].Forward, OperationCases.All[name]);
        using var model = new Lambda(forward);

        var graph = OnnxExporter.Export(model, [example.Example(2, 1)], new OnnxExportOptions { OpsetVersion = opset });

        foreach (var (batch, seed) in new[] { (1, 2), (7, 3) })
        {
            var input = example.Example(batch, seed);
            var expected = forward(input.alias());
            Assert.InRange(GraphParity.LargestDifference(graph, [example.Example(batch, seed)], [expected]), 0, 1e-5);
        }
    }
}
