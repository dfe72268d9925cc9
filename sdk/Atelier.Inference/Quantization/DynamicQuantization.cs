namespace Atelier.Inference;

/// <summary>8-bit weights of MatMul, Gemm and Gather; the values between are quantized while the model runs, by their range in each call.</summary>
/// <remarks>
/// Needs no data. Best for transformers, recurrent and dense models; convolutions stay as they are, for which <see cref="StaticQuantization"/> is.
/// The range of a call is that of all its rows together (ONNX, DynamicQuantizeLinear): the answer for a row depends a little on the rows beside it.
/// </remarks>
public sealed record DynamicQuantization : QuantizationOptions
{
    /// <summary>Whether weights of products take all of -127 to 127 rather than -64 to 64.</summary>
    /// <value>
    /// False by default, which is right on every processor: without VNNI, x64 processors add two products of an unsigned and a signed 8-bit number
    /// in 16 bits, which overflow (saturate) beyond 64. True halves the error of rounding where <see cref="ProcessorFeatures.AddsInFull"/> holds for every
    /// machine that will run the model.
    /// </value>
    public bool FullRangeWeights { get; init; }

    internal override string Describe() => $"dynamic int8{(FullRangeWeights ? ", full range" : "")}";
}
