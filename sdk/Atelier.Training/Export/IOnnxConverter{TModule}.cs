using Atelier.Onnx;
using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>Writes modules of one type as ONNX nodes.</summary>
/// <typeparam name="TModule">The exact type; subclasses may compute something else and are not given to it.</typeparam>
internal interface IOnnxConverter<TModule>
    where TModule : nn.Module
{
    /// <summary>What the module tells about the shape of the rows it takes.</summary>
    InputRow RowOf(TModule module, OnnxConverters converters);

    /// <summary>Adds what the module computes at inference and returns its result.</summary>
    OnnxValue Convert(TModule module, OnnxValue input, OnnxLayer layer);
}
