using Atelier.Onnx;
using TorchSharp.Modules;

namespace Atelier.Training;

/// <summary>Writes a softmax over one dimension.</summary>
internal sealed class SoftmaxConverter : IOnnxConverter<Softmax>
{
    public InputRow RowOf(Softmax module, OnnxConverters converters) => InputRow.Any;

    public OnnxValue Convert(Softmax module, OnnxValue input, OnnxLayer layer) =>
        layer.AddNode("Softmax", [input], input.Shape, OnnxAttribute.Int("axis", layer.Axis(module.dim, input, "dim")));
}
