using Atelier.Onnx;

namespace Atelier.Preprocessing;

/// <summary>Adjacent columns that one value of a graph holds.</summary>
/// <param name="Value">(batch, columns) numbers of float64, or (batch, 1) texts.</param>
/// <param name="Width">How many columns.</param>
/// <param name="EmptyIsMissing">Whether an empty text stands for a missing one.</param>
internal sealed record OnnxPart(OnnxValue Value, int Width, bool EmptyIsMissing = false);
