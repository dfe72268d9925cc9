namespace Atelier.Kernel;

/// <summary>Runs the code cells of a notebook in order and puts what they show into the document.</summary>
/// <remarks>
/// <para>
/// All outputs of earlier runs are cleared first. Empty code cells, Markdown and raw cells are left as they are. A cell with the tag
/// <c>raises-exception</c> may fail: the run counts that as success and goes on.
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
        foreach (var cell in cells)
        {
            if (cancellationToken.IsCancellationRequested)
                break;
            var position = new CellPosition(cell, runs.Count + 1, cells.Length);
            observer?.Started(position);
            var run = await RunCellAsync(position, observer, cancellationToken).ConfigureAwait(false);
            runs.Add(run);
            await SaveAsync(notebook).ConfigureAwait(false);
            observer?.Finished(run);
            if (run.Outcome == CellOutcome.Cancelled || run.Outcome == CellOutcome.Failed && !_options.KeepGoing)
                break;
        }
        var wasCancelled = cancellationToken.IsCancellationRequested
            && (runs.Count < cells.Length || runs.Any(run => run.Outcome == CellOutcome.Cancelled));
        return new NotebookRunResult(runs, wasCancelled, _options.TimeProvider.GetElapsedTime(start));
    }

    private async Task<CellRun> RunCellAsync(CellPosition position, INotebookObserver? observer, CancellationToken cancellationToken)
    {
        var recorder = new CellRecorder(position, observer, _options);
        var error = CellLanguages.FindForeign(position.Cell) is { } language
            ? Report(recorder, UnsupportedLanguage(position, language))
            : await RunCodeAsync(position.Cell, recorder, cancellationToken).ConfigureAwait(false);
        var outcome = error is null ? CellOutcome.Succeeded
            : cancellationToken.IsCancellationRequested ? CellOutcome.Cancelled
            : position.Cell.Tags.Contains(ExpectedFailureTag) ? CellOutcome.FailedAsExpected
            : CellOutcome.Failed;
        return recorder.Close(outcome, error);
    }

    private async Task<ErrorOutput?> RunCodeAsync(NotebookCell cell, CellRecorder recorder, CancellationToken cancellationToken)
    {
        var run = _engine.RunAsync(cell.Source, recorder.Add, cancellationToken);
        if (!await EndsAsync(run, cancellationToken).ConfigureAwait(false))
            return Report(recorder, Cancelled("The cell did not stop when the run was cancelled, and was left behind."));
        try
        {
            var result = await run.ConfigureAwait(false);
            cell.SetExecutionCount(result.ExecutionCount);
            return result.Error;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Report(recorder, Cancelled("The run was cancelled while the cell ran."));
        }
    }

    /// <summary>Waits for the cell; after a cancellation only so long as patience lasts.</summary>
    private async Task<bool> EndsAsync(Task run, CancellationToken cancellationToken)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (cancellationToken.UnsafeRegister(_ => cancelled.TrySetResult(), null).ConfigureAwait(false))
            if (await Task.WhenAny(run, cancelled.Task).ConfigureAwait(false) == run)
                return true;
        var patience = Task.Delay(_options.StopPatience, _options.TimeProvider, CancellationToken.None);
        return await Task.WhenAny(run, patience).ConfigureAwait(false) == run;
    }

    private static ErrorOutput Report(CellRecorder recorder, ErrorOutput error)
    {
        recorder.Add(error);
        return error;
    }

    private static ErrorOutput Cancelled(string message) =>
        new(nameof(OperationCanceledException), message, [$"{nameof(OperationCanceledException)}: {message}"]);

    private static ErrorOutput UnsupportedLanguage(CellPosition position, string language)
    {
        const string Name = "UnsupportedLanguage";
        var message = $"Cell {position.Number} is in {KernelNames.Title(language)}; C# is the only language that runs so far. "
            + "Rewrite it in C#, or make it a raw or Markdown cell to keep its text.";
        return new ErrorOutput(Name, message, [$"{Name}: {message}"]);
    }

    /// <summary>Saving is not cancelled: a cancelled run keeps what it did.</summary>
    private Task SaveAsync(NotebookDocument notebook) =>
        _options.SavePath is { } path ? notebook.SaveAsync(path, CancellationToken.None) : Task.CompletedTask;
}
