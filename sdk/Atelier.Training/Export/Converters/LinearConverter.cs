using Atelier.Onnx;
using TorchSharp.Modules;

namespace Atelier.Training;

/// <summary>Writes a linear layer: one Gemm for rows of one dimension, a MatMul over the last dimension otherwise.</summary>
internal sealed class LinearConverter : IOnnxConverter<Linear>
{
    public InputRow RowOf(Linear module, OnnxConverters converters) => InputRow.Of(module.weight.shape[1]);

    public OnnxValue Convert(Linear module, OnnxValue input, OnnxLayer layer)
    {
        // The weights count, not in_features and out_features, which anyone may set.
        var (outputs, inputs) = (module.weight.shape[0], module.weight.shape[1]);
        if (input.Rank < 2 || input.Shape[^1] != inputs)
        {
            throw layer.Error($"it gets {input.ShowShape()}; expected (batch, ..., {inputs}). Correct the layer before it or the InputShape.");
        }

        if (module.bias is { } given && !given.shape.AsSpan().SequenceEqual([outputs]))
        {
            throw layer.Error($"its bias has shape ({string.Join(", ", given.shape)}); expected ({outputs},), one for each output.");
        }

        OnnxDimension[] shape = [.. input.Shape.Take(input.Rank - 1), outputs];
        var weight = layer.AddParameter("weight", module.weight);
        var bias = module.bias is null ? null : layer.AddParameter("bias", module.bias);
        if (input.Rank == 2)
        {
            OnnxValue[] operands = bias is null ? [input, weight] : [input, weight, bias];
            return layer.AddNode("Gemm", operands, shape, OnnxAttribute.Int("transB", 1));
        }

        // The weight is stored as it is named in the model; a runtime folds the transposition away when it loads the graph.
        var transposed = layer.AddNode("Transpose", [weight], [inputs, outputs], OnnxAttribute.Ints("perm", 1, 0));
        var product = layer.AddNode("MatMul", [input, transposed], shape);
        return bias is null ? product : layer.AddNode("Add", [product, bias], shape);
    }
}
