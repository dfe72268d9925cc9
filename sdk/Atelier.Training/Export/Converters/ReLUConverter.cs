using Atelier.Onnx;
using TorchSharp.Modules;

namespace Atelier.Training;

/// <summary>Writes a rectifier.</summary>
internal sealed class ReLUConverter : IOnnxConverter<ReLU>
{
    public InputRow RowOf(ReLU module, OnnxConverters converters) => InputRow.Any;

    public OnnxValue Convert(ReLU module, OnnxValue input, OnnxLayer layer) => layer.AddNode("Relu", [input], input.Shape);
}
