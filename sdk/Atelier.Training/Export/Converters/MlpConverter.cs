using Atelier.Onnx;
namespace Atelier.Training;

/// <summary>Writes a multi-layer perceptron: its layers in their order, as its forward applies them.</summary>
internal sealed class MlpConverter : IOnnxConverter<Mlp>
{
    public InputRow RowOf(Mlp module, OnnxConverters converters) => InputRow.Of(module.Inputs);

    public OnnxValue Convert(Mlp module, OnnxValue input, OnnxLayer layer)
    {
        foreach (var (name, child) in module.Layers)
        {
            input = layer.Convert(name, child, input);
        }

        return input;
    }
}
