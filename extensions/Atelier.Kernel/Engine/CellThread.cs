namespace Atelier.Kernel;

/// <summary>The one thread on which all cells of a session run, in the order in which they were asked for.</summary>
/// <remarks>
/// Libraries that keep state by thread (TorchSharp's dispose scopes) see every cell on the same thread: after an <c>await</c> at a
/// cell's top level its code goes on here. Continuations of methods and lambdas go to the thread pool instead, as they would
/// in a program, so that <c>Method().Result</c> in a cell cannot lock itself up.
/// </remarks>
internal sealed class CellThread : IDisposable
{
    private const int StackSize = 16 * 1024 * 1024;

    private readonly object _gate = new();
    private readonly Queue<Action> _jobs = new();
    private readonly Queue<Action> _continuations = new();
    private readonly Thread _thread;
    private readonly CellSynchronizationContext _context;
    private readonly Action _onStart;
    private bool _closed;

    /// <param name="onStart">Runs on the thread before its first job.</param>
    /// <param name="onUnhandled">Receives exceptions that no task carries.</param>
    public CellThread(Action onStart, Action<Exception> onUnhandled)
    {
        _onStart = onStart;
        _context = new CellSynchronizationContext(Continue, onUnhandled);
        _thread = new Thread(Loop, StackSize) { IsBackground = true, Name = "Atelier cells" };
        _thread.UnsafeStart();
    }

    /// <summary>Queues a job; the task completes when it has run.</summary>
    public Task<T> Run<T>(Func<T> job)
    {
        var source = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(CSharpEngine));
            _jobs.Enqueue(() =>
            {
                try
                {
                    source.SetResult(job());
                }
                catch (Exception exception)
                {
                    source.SetException(exception);
                }
            });
            Monitor.PulseAll(_gate);
        }
        return source.Task;
    }

    /// <summary>Runs the cell's continuations on this thread until the task has completed or the token is cancelled.</summary>
    /// <param name="task">What is waited for.</param>
    /// <param name="cell">The script class whose top-level code may go on here; null for work that is not a cell's.</param>
    /// <param name="cancellationToken">Ends the wait; the task is left alone.</param>
    /// <returns>False when the token ended the wait.</returns>
    public bool PumpUntil(Task task, Type? cell, CancellationToken cancellationToken)
    {
        if (task.IsCompleted)
            return true;
        _context.Cell = cell;
        using var registration = cancellationToken.UnsafeRegister(_ => Wake(), null);
        _ = task.ContinueWith(_ => Wake(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        while (NextContinuation(task, cancellationToken) is { } continuation)
            continuation();
        _context.Cell = null;
        lock (_gate)
            _continuations.Clear();
        return task.IsCompleted;
    }

    /// <summary>Takes no further job; the thread ends after those it has.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits for the thread's end.</summary>
    /// <returns>False when it still runs after that time.</returns>
    public bool Join(TimeSpan timeout) => _thread.Join(timeout);

    private void Loop()
    {
        SynchronizationContext.SetSynchronizationContext(_context);
        _onStart();
        while (NextJob() is { } job)
            job();
    }

    private Action? NextJob()
    {
        lock (_gate)
        {
            while (_jobs.Count == 0 && !_closed)
                Monitor.Wait(_gate);
            return _jobs.TryDequeue(out var job) ? job : null;
        }
    }

    private Action? NextContinuation(Task task, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            while (!task.IsCompleted && !cancellationToken.IsCancellationRequested)
            {
                if (_continuations.TryDequeue(out var continuation))
                    return continuation;
                Monitor.Wait(_gate);
            }
            return null;
        }
    }

    private void Continue(Action continuation)
    {
        lock (_gate)
        {
            _continuations.Enqueue(continuation);
            Monitor.PulseAll(_gate);
        }
    }

    private void Wake()
    {
        lock (_gate)
            Monitor.PulseAll(_gate);
    }
}
