namespace Atelier.Kernel;

/// <summary>Runs the code cells of a notebook in order and puts what they show into the document.</summary>
/// <remarks>
/// <para>
/// All outputs of earlier runs are cleared first. Empty code cells, Markdown and raw cells are left as they are. A cell with the tag
/// <c>raises-exception</c> may fail: the run counts that as success and goes on. A cell that does not stop at its time limit ends the run,
/// and so does one that ends the engine: what the cells had declared is lost with it.
/// </para>
/// <para>The runner does not own the engine. One run at a time.</para>
/// </remarks>
/// <param name="engine">Runs the cells; should be fresh.</param>
/// <param name="options">How to run; null for the defaults.</param>
public sealed class NotebookRunner(ICellEngine engine, NotebookRunOptions? options = null)
{
    private const string ExpectedFailureTag = "raises-exception";

    private readonly ICellEngine _engine = engine ?? throw new ArgumentNullException(nameof(engine));
    private readonly NotebookRunOptions _options = options ?? new NotebookRunOptions();

    /// <summary>Runs the notebook to its end, to the first failure, or until it is cancelled; what was done by then stays done.</summary>
    /// <param name="notebook">The document; it is changed.</param>
    /// <param name="observer">Sees each cell start, put out and end; null when nobody watches.</param>
    /// <param name="cancellationToken">Stops the running cell and the run. The result says so; nothing is thrown.</param>
    /// <returns>What became of each cell that ran. A failing cell is a result, not an exception.</returns>
    public async Task<NotebookRunResult> RunAsync(
        NotebookDocument notebook, INotebookObserver? observer = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(notebook);
        var start = _options.TimeProvider.GetTimestamp();
        foreach (var cell in notebook.Cells)
            cell.ClearOutputs();
        await SaveAsync(notebook).ConfigureAwait(false);

        var cells = notebook.Cells.Where(cell => cell.Kind == CellKind.Code && !string.IsNullOrWhiteSpace(cell.Source)).ToArray();
        var runs = new List<CellRun>(cells.Length);
        var displays = new DisplayIndex();
        foreach (var cell in cells)
        {
            if (cancellationToken.IsCancellationRequested)
                break;
            var position = new CellPosition(cell, runs.Count + 1, cells.Length);
            observer?.Started(position);
            var run = await RunCellAsync(new CellRecorder(position, displays, observer, _options), position, cancellationToken).ConfigureAwait(false);
            runs.Add(run);
            await SaveAsync(notebook).ConfigureAwait(false);
            observer?.Finished(run);
            if (run.Outcome is CellOutcome.Cancelled or CellOutcome.LeftBehind or CellOutcome.Died || run.Outcome == CellOutcome.Failed && !_options.KeepGoing)
                break;
        }
        var wasCancelled = cancellationToken.IsCancellationRequested
            && (runs.Count < cells.Length || runs.Any(run => run.Outcome == CellOutcome.Cancelled));
        return new NotebookRunResult(runs, wasCancelled, _options.TimeProvider.GetElapsedTime(start));
    }

    private async Task<CellRun> RunCellAsync(CellRecorder recorder, CellPosition position, CancellationToken cancellationToken)
    {
        var (error, stopped) = await new CellExecution(_engine, recorder, _options).RunAsync(position.Cell, cancellationToken).ConfigureAwait(false);
        var outcome = stopped
            ?? (error is null ? CellOutcome.Succeeded
                : position.Cell.Tags.Contains(ExpectedFailureTag) ? CellOutcome.FailedAsExpected
                : CellOutcome.Failed);
        return recorder.Close(outcome, error);
    }

    /// <summary>Saving is not cancelled: a cancelled run keeps what it did.</summary>
    private Task SaveAsync(NotebookDocument notebook) =>
        _options.SavePath is { } path ? notebook.SaveAsync(path, CancellationToken.None) : Task.CompletedTask;
}
