using static TorchSharp.torch;

namespace Atelier.Training.Tests;

/// <summary>The layers compute what PyTorch's compute with PyTorch's weights, forwards and backwards: layers_reference.py.</summary>
public sealed class LayerReferenceTests
{
    private const double Tolerance = 1e-6;
    private static readonly string Reference = Checkout.PathOf("tests", "Atelier.Training.Tests", "References", "layers_reference.safetensors");

    private static readonly Dictionary<string, (Func<nn.Module> Make, Func<nn.Module, Tensor[], Tensor[]> Call)> All = new()
    {
        ["lstm"] = (() => new Lstm(3, 4, layers: 2, bidirectional: true), (layer, x) =>
        {
            var (output, hidden, cell) = ((Lstm)layer).call(x[0], (x[1], x[2]));
            return [output, hidden, cell];
        }
        ),
        ["gru"] = (() => new Gru(3, 4, layers: 2, bidirectional: true), (layer, x) =>
        {
            var (output, hidden) = ((Gru)layer).call(x[0], x[1]);
            return [output, hidden];
        }
        ),
        ["rnn"] = (() => new Rnn(3, 4, layers: 2, nonlinearity: nn.NonLinearities.ReLU, bidirectional: true), (layer, x) =>
        {
            var (output, hidden) = ((Rnn)layer).call(x[0], x[1]);
            return [output, hidden];
        }
        ),
        ["embedding"] = (() => new EmbeddingTable(7, 4, paddingIndex: 2, maxNorm: 1.5), (layer, x) => [((EmbeddingTable)layer).call(x[0])]),
        ["attention"] = (() => new MultiHeadAttention(8, 2, keyWidth: 6, valueWidth: 7), (layer, x) =>
        {
            var (output, weights) = ((MultiHeadAttention)layer).call(x[0], x[1], x[2], x[3], needsWeights: true, x[4]);
            return [output, weights!];
        }
        ),
        ["attention_heads"] = (() => new MultiHeadAttention(8, 2, bias: false, batchFirst: false), (layer, x) =>
        {
            var (output, weights) = ((MultiHeadAttention)layer).call(x[0], x[1], x[2], needsWeights: true, mask: x[3]);
            Layers.AssertClose(output, ((MultiHeadAttention)layer).call(x[0], x[1], x[2], mask: x[3]).Output, Tolerance);
            return [output, weights!];
        }
        ),
        ["encoder"] = (
            () => new TransformerEncoderBlock(8, 2, 12, dropout: 0, nn.Activations.GELU, normFirst: true, causal: true, normEpsilon: 1e-3),
            (layer, x) => [((TransformerEncoderBlock)layer).call(x[0], padding: x[1])]),
        ["decoder"] = (
            () => new TransformerDecoderBlock(8, 2, 12, dropout: 0, nn.Activations.GELU, normFirst: true, causal: true),
            (layer, x) => [((TransformerDecoderBlock)layer).call(x[0], x[1], memoryPadding: x[2])]),
        ["decoder_behind"] = (
            () => new TransformerDecoderBlock(8, 2, 12, dropout: 0, batchFirst: false), (layer, x) => [((TransformerDecoderBlock)layer).call(x[0], x[1])]),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Forward_PyTorchsWeights_GivesPyTorchsOutputsAndGradients(string name)
    {
        using var scope = NewDisposeScope();
        using var file = SafeTensorsFile.Open(Reference);
        var (make, call) = All[name];
        using var layer = make();

        var report = layer.LoadWeights(Reference, strict: false, rename: Within($"{name}.weights."));
        var outputs = call(layer, Stored(file, $"{name}.in."));
        Assert.Equal((true, layer.state_dict().Count), (report.IsComplete, report.Loaded.Count));
        var expected = Stored(file, $"{name}.out.");
        Assert.Equal(expected.Length, outputs.Length);
        foreach (var (actual, wanted) in outputs.Zip(expected))
        {
            Layers.AssertClose(wanted, actual, Tolerance);
        }

        outputs.Select(output => (output * (arange(output.numel()) / 10.0).view(output.shape)).sum()).Aggregate((a, b) => a + b).backward();

        foreach (var (key, parameter) in layer.named_parameters())
        {
            var wanted = Read(file, $"{name}.grad.{key}");
            Layers.AssertClose(wanted, parameter.grad!, Tolerance * Math.Max(1, wanted.abs().max().item<float>()) * 5);
        }
    }

    private static Func<string, string?> Within(string prefix) => name => name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : null;

    private static Tensor[] Stored(SafeTensorsFile file, string prefix) =>
        [.. Enumerable.Range(0, 9).Select(at => $"{prefix}{at}").TakeWhile(name => file.Find(name) is not null).Select(name => Read(file, name))];

    private static Tensor Read(SafeTensorsFile file, string name)
    {
        var entry = file.Find(name) ?? throw new InvalidDataException($"The reference has no {name}.");
        var tensor = empty(entry.Shape, file.TorchType(entry));
        file.CopyTo(name, tensor);
        return tensor;
    }
}
