namespace Atelier.Training;

/// <summary>A float32 array that flows through the graph: its name and shape.</summary>
internal sealed record OnnxValue(string Name, IReadOnlyList<OnnxDimension> Shape)
{
    public int Rank => Shape.Count;

    /// <summary>The shape as users read it, such as (batch, 784).</summary>
    public string ShowShape() => Shape.Count == 1 ? $"({Shape[0]},)" : $"({string.Join(", ", Shape)})";
}
