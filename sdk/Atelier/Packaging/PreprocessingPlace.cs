namespace Atelier.Packaging;

/// <summary>Where the preprocessing of a <see cref="ModelPackage"/> runs.</summary>
/// <remarks>
/// In the graph, any program with ONNX Runtime gives it raw columns and gets answers; in C#, only <see cref="ModelPackage.Preprocess"/> makes
/// of raw columns what the graph takes.
/// </remarks>
public sealed record PreprocessingPlace
{
    private PreprocessingPlace(bool isInGraph, string? reason)
    {
        IsInGraph = isInGraph;
        Reason = reason;
    }

    /// <summary>Whether the graph takes raw rows: its nodes do all that the preprocessing does.</summary>
    public bool IsInGraph { get; }

    /// <summary>Why the preprocessing runs in C#, without a full stop; null where it does not.</summary>
    public string? Reason { get; }

    /// <summary>The graph takes raw rows.</summary>
    internal static PreprocessingPlace InGraph { get; } = new(true, null);

    /// <summary>The graph takes what the preprocessing gives.</summary>
    internal static PreprocessingPlace InCode(string reason) => new(false, reason);

    /// <summary><c>in the graph</c>, or <c>in C#, for</c> and the reason.</summary>
    public override string ToString() => IsInGraph ? "in the graph" : $"in C#, for {Reason}";
}
