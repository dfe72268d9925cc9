namespace Atelier.Kernel;

/// <summary>How a cell ended.</summary>
/// <param name="ExecutionCount">The number of the execution, from 1.</param>
/// <param name="Error">Why the cell failed; null when it succeeded. It has been put out as the last output already.</param>
/// <param name="Elapsed">Wall time from submission to the end.</param>
public sealed record CellResult(int ExecutionCount, ErrorOutput? Error, TimeSpan Elapsed)
{
    /// <summary>Whether the session ended with the cell, so that no further cell can run: the process that ran it is gone.</summary>
    /// <value>Default: false.</value>
    public bool IsSessionLost { get; init; }

    /// <summary>True when the cell ran to its end.</summary>
    public bool Succeeded => Error is null;
}
