using System.Globalization;

namespace Atelier.Kernel;

/// <summary>Has an engine run one cell, and stops it when the run is cancelled or the cell's time is over.</summary>
internal sealed class CellExecution(ICellEngine engine, CellRecorder recorder, NotebookRunOptions options)
{
    private bool _hasWithheld;

    /// <summary>Runs the cell until it ends, or until patience with a stopped cell does.</summary>
    /// <returns>The last error that the cell put out, and how it was stopped; null when it ended by itself.</returns>
    public async Task<(ErrorOutput? Error, CellOutcome? Stopped)> RunAsync(NotebookCell cell, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.CellTimeout ?? Timeout.InfiniteTimeSpan, options.TimeProvider);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        // A cell that is left behind may put something out after the sources are gone; the token stays.
        var limitToken = limit.Token;
        var run = engine.RunAsync(new CellRequest(cell.Source) { Language = cell.Language }, output => Add(output, limitToken, cancellationToken), stop.Token);
        var hasEnded = await EndsAsync(run, stop.Token).ConfigureAwait(false);
        var result = hasEnded ? await FinishAsync(run, stop.Token).ConfigureAwait(false) : null;
        if (result is not null)
            cell.SetExecutionCount(result.ExecutionCount);
        if (result is { IsSessionLost: true })
            return (result.Error, CellOutcome.Died);

        if (limit.IsCancellationRequested && (_hasWithheld || !cancellationToken.IsCancellationRequested))
            return (Report(TimedOut(hasEnded)), hasEnded ? CellOutcome.Failed : CellOutcome.LeftBehind);
        if (!cancellationToken.IsCancellationRequested)
            return (result!.Error, null);
        var error = result is null ? Report(Cancelled(hasEnded)) : result.Error;
        return (error, error is null ? null : CellOutcome.Cancelled);
    }

    private void Add(CellOutput output, CancellationToken limit, CancellationToken cancellationToken)
    {
        // The engine knows that it was told to stop, but not why; the error that names the limit takes this one's place.
        if (output is ErrorOutput { Name: nameof(OperationCanceledException) } && limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            _hasWithheld = true;
        else
            recorder.Add(output);
    }

    /// <summary>Waits for the cell; once it has been told to stop only so long as patience lasts.</summary>
    private async Task<bool> EndsAsync(Task run, CancellationToken stop)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (stop.UnsafeRegister(_ => stopped.TrySetResult(), null).ConfigureAwait(false))
            if (await Task.WhenAny(run, stopped.Task).ConfigureAwait(false) == run)
                return true;
        var patience = Task.Delay(options.StopPatience, options.TimeProvider, CancellationToken.None);
        return await Task.WhenAny(run, patience).ConfigureAwait(false) == run;
    }

    private static async Task<CellResult?> FinishAsync(Task<CellResult> run, CancellationToken stop)
    {
        try
        {
            return await run.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return null;
        }
    }

    private ErrorOutput Report(ErrorOutput error)
    {
        recorder.Add(error);
        return error;
    }

    private ErrorOutput TimedOut(bool hasEnded)
    {
        var seconds = options.CellTimeout!.Value.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
        return Error(nameof(TimeoutException), $"The cell did not end within its limit of {seconds} s and " + (hasEnded
            ? "was stopped. Give it more time, or less to do."
            : "could not be stopped: its code waits for nothing that can be cancelled. It was left behind, and the cells after it cannot run."));
    }

    private static ErrorOutput Cancelled(bool hasEnded) => Error(nameof(OperationCanceledException), hasEnded
        ? "The run was cancelled while the cell ran."
        : "The cell did not stop when the run was cancelled, and was left behind.");

    private static ErrorOutput Error(string name, string message) => new(name, message, [$"{name}: {message}"]);
}
