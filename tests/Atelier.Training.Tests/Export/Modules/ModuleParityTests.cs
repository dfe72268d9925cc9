using System.Text.RegularExpressions;
using static TorchSharp.torch;

namespace Atelier.Training.Tests.Export;

/// <summary>TorchSharp's modules and the kit's layers compute in ONNX Runtime what they compute in libtorch.</summary>
public sealed class ModuleParityTests
{
    private const double Tolerance = 1e-5;
    private const double RecurrentTolerance = 1e-4;
    private static readonly Regex Recurrent = new("LSTM|GRU|RNN", RegexOptions.IgnoreCase);

    public static TheoryData<string, int> Cases
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var (name, module) in ModuleCases.All)
            {
                data.Add(name, module.Opset);
                data.Add(name, 23);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Export_Module_ComputesTheSame(string name, int opset)
    {
        using var scope = NewDisposeScope();
        var example = ModuleCases.All[name];
        manual_seed(3);
        using var model = example.Make();

        var graph = OnnxExporter.Export(model, [example.Example(2, 0, 1)], example.CallOf(model), new OnnxExportOptions { OpsetVersion = opset, Inputs = [example.Input], Output = OnnxOutput.Raw });

        model.eval();
        using var exact = new WithoutOneDnn();
        using var guard = no_grad();
        var call = example.CallOf(model);
        var varies = example.Input.Axes.ElementAtOrDefault(example.BatchAt) is not null;
        foreach (var (batch, longer, seed) in varies ? [(1, 0, 2), (7, 3, 3)] : new[] { (2, 0, 2) })
        {
            var input = example.Example(batch, longer, seed);
            Tensor[] expected = [.. TensorsIn.Value(call([input]))];
            Assert.InRange(GraphParity.LargestDifference(graph, [input], expected), 0, Recurrent.IsMatch(name) ? RecurrentTolerance : Tolerance);
        }
    }
}
