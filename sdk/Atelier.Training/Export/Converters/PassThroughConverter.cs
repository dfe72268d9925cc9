using Atelier.Onnx;
using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>Leaves out a module that changes nothing at inference.</summary>
internal sealed class PassThroughConverter<TModule> : IOnnxConverter<TModule>
    where TModule : nn.Module
{
    public InputRow RowOf(TModule module, OnnxConverters converters) => InputRow.Any;

    public OnnxValue Convert(TModule module, OnnxValue input, OnnxLayer layer) => input;
}
