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
    private readonly Action _onStart;
    private readonly Action<Exception> _onUnhandled;
    private bool _closed;

    /// <param name="onStart">Runs on the thread before its first job.</param>
    /// <param name="onUnhandled">Receives exceptions that no task carries.</param>
    public CellThread(Action onStart, Action<Exception> onUnhandled)
    {
        _onStart = onStart;
        _onUnhandled = onUnhandled;
        _thread = new Thread(Loop, StackSize) { IsBackground = true, Name = "Atelier cells" };
        _thread.UnsafeStart();
    }

    /// <summary>Queues a job; the task completes when it has run.</summary>
    public Task<T> Run<T>(Func<T> job)
    {
        var source = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(NotebookEngine));
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

    /// <summary>Starts a cell's script on this thread and goes on with it here after each of its awaits.</summary>
    /// <param name="script">The script class, by which its own code is told from what it calls.</param>
    /// <param name="start">Starts the script; it returns at the first await.</param>
    /// <param name="cancellationToken">Ends the wait for the script, which then never goes on.</param>
    /// <returns>The completed script.</returns>
    /// <exception cref="OperationCanceledException">The token ended the wait.</exception>
    public Task<object?> RunScript(Type script, Func<Task<object?>> start, CancellationToken cancellationToken)
    {
        var context = new CellSynchronizationContext(script, Continue, _onUnhandled);
        SynchronizationContext.SetSynchronizationContext(context);
        try
        {
            var task = start();
            using var registration = cancellationToken.UnsafeRegister(_ => Wake(), null);
            _ = task.ContinueWith(_ => Wake(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            while (NextContinuation(task, cancellationToken) is { } continuation)
                continuation();
            return task.IsCompleted ? task : throw new OperationCanceledException(cancellationToken);
        }
        finally
        {
            context.Close();
            SynchronizationContext.SetSynchronizationContext(null);
            lock (_gate)
                _continuations.Clear();
        }
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
