namespace Atelier.Training;

/// <summary>What a module tells about the shape of the rows it takes.</summary>
internal sealed class InputRow
{
    private InputRow()
    {
    }

    /// <summary>Rows of any shape, which come out in the same shape: a later layer may tell more.</summary>
    public static InputRow Any { get; } = new();

    /// <summary>Rows of more than one shape, which change on the way: nothing can be told.</summary>
    public static InputRow Open { get; } = new();

    /// <summary>The one shape; null for <see cref="Any"/> and <see cref="Open"/>.</summary>
    public IReadOnlyList<long>? Shape { get; private init; }

    public static InputRow Of(params long[] shape) => new() { Shape = shape };
}
