using Atelier.Onnx;
using TorchSharp.Modules;

namespace Atelier.Training;

/// <summary>Writes modules that follow one another.</summary>
internal sealed class SequentialConverter : IOnnxConverter<Sequential>
{
    public InputRow RowOf(Sequential module, OnnxConverters converters)
    {
        foreach (var (_, child) in module.named_children())
        {
            var row = converters.RowOf(child);
            if (row != InputRow.Any)
            {
                return row;
            }
        }

        return InputRow.Any;
    }

    public OnnxValue Convert(Sequential module, OnnxValue input, OnnxLayer layer)
    {
        foreach (var (name, child) in module.named_children())
        {
            input = layer.Convert(name, child, input);
        }

        return input;
    }
}
