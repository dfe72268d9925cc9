using Atelier.Prediction;

namespace Atelier.Onnx;

/// <summary>An array that flows through an ONNX graph.</summary>
/// <param name="Name">Its name, unique in the graph.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="Shape">Its lengths, as far as they are known.</param>
public sealed record OnnxValue(string Name, DataType Type, IReadOnlyList<OnnxDimension> Shape)
{
    /// <summary>The number of dimensions.</summary>
    public int Rank => Shape.Count;

    /// <summary>Name, type and shape, such as <c>features FP32 (batch, 784)</c>.</summary>
    public override string ToString() => $"{Name} {Type.ToProtocolName()} {ShowShape()}";

    internal string ShowShape() => Shape.Count == 1 ? $"({Shape[0]},)" : $"({string.Join(", ", Shape)})";
}
