namespace Atelier.Inference;

/// <summary>Weights and computation in half precision: half the size; faster on graphics cards.</summary>
/// <remarks>
/// Inputs and outputs keep their types. Operations without half precision in ONNX, those with inner graphs and weights beyond 65,504 stay in
/// single precision, with casts around them. Processors mostly have no half-precision arithmetic: there ONNX Runtime converts each value to single precision and back,
/// which is slower than the model as it was; take it for CUDA, TensorRT, DirectML and CoreML, or for the size alone.
/// </remarks>
public sealed record Float16Conversion : QuantizationOptions
{
    internal override string Describe() => "float16";
}
