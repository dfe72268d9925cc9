using static TorchSharp.torch;

namespace Atelier.Training.Tests.Export;

/// <summary>The kit's layers with all that they take as inputs of a graph: masks, states, a memory of another length.</summary>
public sealed class LayerExportTests
{
    private static readonly Dictionary<string, (Func<nn.Module> Make, Func<nn.Module, IReadOnlyList<Tensor>, object?> Call, OnnxInput[] Inputs, Func<long, long, Tensor[]> Draw)> All = new()
    {
        ["encoder with padding"] = (
            () => new TransformerEncoderBlock(8, 2, 16, activation: nn.Activations.GELU, causal: true),
            (layer, x) => ((TransformerEncoderBlock)layer).call(x[0], padding: x[1]),
            [new("x", "batch", "time"), new("padding", "batch", "time")],
            (batch, length) => [randn(batch, length, 8), Padding(batch, length)]),
        ["encoder with a mask"] = (
            () => new TransformerEncoderBlock(8, 2, 16, normFirst: true, batchFirst: false),
            (layer, x) => ((TransformerEncoderBlock)layer).call(x[0], x[1]),
            [new("x", "time", "batch"), new("mask", "time", "time")],
            (batch, length) => [randn(length, batch, 8), randn(length, length)]),
        ["decoder with a memory"] = (
            () => new TransformerDecoderBlock(8, 2, 16, causal: true),
            (layer, x) => ((TransformerDecoderBlock)layer).call(x[0], x[1], memoryPadding: x[2]),
            [new("target", "batch", "time"), new("memory", "batch", "places"), new("padding", "batch", "places")],
            (batch, length) => [randn(batch, length, 8), randn(batch, length + 2, 8), Padding(batch, length + 2)]),
        ["attention with weights"] = (
            () => new MultiHeadAttention(8, 2, keyWidth: 6, valueWidth: 5),
            (layer, x) => ((MultiHeadAttention)layer).call(x[0], x[1], x[2], needsWeights: true),
            [new("query", "batch", "time"), new("key", "batch", "places"), new("value", "batch", "places")],
            (batch, length) => [randn(batch, length, 8), randn(batch, length + 2, 6), randn(batch, length + 2, 5)]),
        ["LSTM with states"] = (
            () => new Lstm(3, 4, layers: 2, bidirectional: true),
            (layer, x) => ((Lstm)layer).call(x[0], (x[1], x[2])),
            [new("x", "batch", "time"), new("hidden", null, "batch"), new("cell", null, "batch")],
            (batch, length) => [randn(batch, length, 3), randn(4, batch, 4), randn(4, batch, 4)]),
        ["GRU with a state"] = (
            () => new Gru(3, 4),
            (layer, x) => ((Gru)layer).call(x[0], x[1]),
            [new("x", "batch", "time"), new("hidden", null, "batch")],
            (batch, length) => [randn(batch, length, 3), randn(1, batch, 4)]),
    };

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
    public void Export_InputsBesides_AreInputsOfTheGraph(string name, int opset)
    {
        using var scope = NewDisposeScope();
        var (make, call, inputs, draw) = All[name];
        using var layer = make();

        var graph = OnnxExporter.Export(layer, draw(2, 5), x => call(layer, x), new OnnxExportOptions { OpsetVersion = opset, Inputs = inputs });

        Assert.Equal(inputs.Select(input => input.Name), graph.Inputs.Select(input => input.Name));
        layer.eval();
        using var guard = no_grad();
        foreach (var (batch, length) in new[] { (1, 5), (7, 9), (3, 1) })
        {
            var given = draw(batch, length);
            Tensor[] expected = [.. TensorsIn.Value(call(layer, given))];
            Assert.Equal(expected.Length, graph.Outputs.Count);
            Assert.InRange(GraphParity.LargestDifference(graph, given, expected), 0, 1e-5);
        }
    }

    /// <summary>True behind the end of each sequence; the first is empty.</summary>
    private static Tensor Padding(long batch, long length) => arange(length).unsqueeze(0).ge(arange(batch).unsqueeze(1) * 2);
}
