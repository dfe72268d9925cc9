using System.Globalization;

namespace Atelier.Onnx;

/// <summary>One length of a shape in an ONNX graph: a number, a name for a length that is known only when the graph runs, or unknown.</summary>
/// <param name="Length">The number; -1 for a named or unknown length.</param>
/// <param name="Name">The name of a length that varies: equal names are equal lengths. Null for a fixed or unknown one.</param>
public readonly record struct OnnxDimension(long Length, string? Name)
{
    internal const string BatchName = "batch";

    /// <summary>A length that nothing is known of.</summary>
    public static OnnxDimension Unknown { get; } = new(-1, null);

    /// <summary>The number of rows.</summary>
    public static OnnxDimension Batch { get; } = new(-1, BatchName);

    /// <summary>True for a number.</summary>
    public bool IsFixed => Length >= 0;

    /// <summary>A fixed length.</summary>
    /// <param name="length">At least 0.</param>
    public static implicit operator OnnxDimension(long length) => new(length, null);

    /// <summary>A length that varies, by its name.</summary>
    /// <param name="name">Such as <c>batch</c> or <c>sequence</c>.</param>
    public static OnnxDimension Named(string name) => new(-1, name);

    /// <summary>The number or name; <c>?</c> when unknown.</summary>
    public override string ToString() => IsFixed ? Length.ToString(CultureInfo.InvariantCulture) : Name ?? "?";
}
