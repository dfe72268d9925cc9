namespace Atelier.Kernel;

/// <summary>What became of a notebook's run.</summary>
/// <param name="Cells">The cells that ran, in order; those after a failure or a cancellation are missing.</param>
/// <param name="WasCancelled">True when the run was cancelled before its end.</param>
/// <param name="Elapsed">Wall time of the whole run.</param>
public sealed record NotebookRunResult(IReadOnlyList<CellRun> Cells, bool WasCancelled, TimeSpan Elapsed)
{
    /// <summary>True when every cell ran, and none failed unless it should.</summary>
    public bool Succeeded => !WasCancelled && Failures.Count == 0;

    /// <summary>The cells that failed although they should not.</summary>
    public IReadOnlyList<CellRun> Failures => [.. Cells.Where(cell => cell.Outcome is CellOutcome.Failed or CellOutcome.LeftBehind or CellOutcome.Died)];
}
