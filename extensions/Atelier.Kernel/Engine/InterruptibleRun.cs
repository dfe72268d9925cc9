namespace Atelier.Kernel;

/// <summary>A cell on its thread, and its end when it is interrupted.</summary>
/// <remarks>
/// An interrupted cell first gets the time to end by itself: its awaits and its polls end it. If it waits for something instead (a
/// sleep, a lock, another thread) that wait is broken off. A cell that still runs then, in a library's loop or in native code, is given up
/// with its thread: the runtime has no safe way to end it.
/// </remarks>
internal sealed class InterruptibleRun : IDisposable
{
    private static readonly TimeSpan OwnEnd = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(30);
    private static readonly TimeSpan PoolPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(600);

    private readonly CellThread _thread;
    private readonly CellScope _scope;
    private readonly Func<ErrorOutput> _giveUp;
    private readonly Task<ErrorOutput?> _run;
    private readonly TaskCompletionSource<ErrorOutput?> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenRegistration _registration;
    private readonly Lock _gate = new();

    /// <param name="thread">Where to run.</param>
    /// <param name="scope">The cell.</param>
    /// <param name="run">Runs it.</param>
    /// <param name="giveUp">Goes on without the thread, and says why the cell failed.</param>
    public InterruptibleRun(CellThread thread, CellScope scope, Func<ErrorOutput?> run, Func<ErrorOutput> giveUp)
    {
        (_thread, _scope, _giveUp) = (thread, scope, giveUp);
        _run = thread.Run(run);
        _ = _run.ContinueWith(Finish, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        // A thread of its own: an interrupted cell may keep every thread of the pool busy.
        _registration = scope.Interrupted.UnsafeRegister(_ => new Thread(Interrupt) { IsBackground = true, Name = "Atelier interrupt" }.UnsafeStart(), null);
    }

    /// <summary>Why the cell failed; null when it succeeded.</summary>
    public Task<ErrorOutput?> End => _end.Task;

    public void Dispose() => _registration.Dispose();

    private void Interrupt()
    {
        CellInterrupt.Begin();
        _ = StopLookingAsync();
        if (HasEnded(OwnEnd))
            return;
        for (var waited = OwnEnd; waited < Patience; waited += Step)
        {
            _scope.BreakOff(_thread);
            if (HasEnded(Step))
                return;
        }
        lock (_gate)
        {
            if (_end.Task.IsCompleted)
                return;
            _scope.Abandon();
            _end.SetResult(_giveUp());
        }
    }

    private async Task StopLookingAsync()
    {
        await ((Task)_run).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // The cell's own code has ended; loops that it started in the pool have yet to notice.
        await Task.Delay(PoolPatience).ConfigureAwait(false);
        CellInterrupt.End();
    }

    private bool HasEnded(TimeSpan patience) => ((IAsyncResult)_run).AsyncWaitHandle.WaitOne(patience);

    private void Finish(Task<ErrorOutput?> run)
    {
        lock (_gate)
        {
            if (_scope.IsAbandoned)
                return;
            if (run.Exception is { InnerException: { } exception })
                _end.TrySetException(exception);
            else
                _end.TrySetResult(run.Result);
        }
    }
}
