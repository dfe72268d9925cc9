namespace Atelier.Kernel;

/// <summary>Runs cells strictly one after another, in the order of their requests.</summary>
/// <param name="run">Runs a cell and answers its request. If the cell failed, it first calls what it is given for that.</param>
/// <param name="abort">Answers the request of a cell that is not run.</param>
/// <param name="fail">Answers the request of a cell whose running or answering went wrong in the kernel itself.</param>
/// <param name="catchUp">Completes when the requests that front ends have sent already are in the queue.</param>
internal sealed class ExecutionQueue(
    Func<ExecuteRequest, Func<Task>, CancellationToken, Task> run, Action<ExecuteRequest> abort, Action<ExecuteRequest, Exception> fail, Func<Task> catchUp)
{
    private readonly Lock _gate = new();
    private readonly Queue<Entry> _waiting = [];
    private Entry? _running;
    private bool _isWorking;

    /// <summary>Puts a cell at the queue's end.</summary>
    public void Add(ExecuteRequest request)
    {
        lock (_gate)
        {
            _waiting.Enqueue(new Entry(request));
            if (_isWorking)
                return;
            _isWorking = true;
        }
        _ = Task.Run(WorkAsync);
    }

    /// <summary>Interrupts the cell that runs; those that wait are not run. Returns at once.</summary>
    public void Interrupt()
    {
        lock (_gate)
        {
            AbortWaiting();
            if (_running is not { } running)
                return;
            running.WasInterrupted = true;
            // What the cell registered for its end is its own code: it may take its time, or as much of the thread pool as it likes.
            new Thread(running.Stop.Cancel) { Name = "Atelier interrupt", IsBackground = true }.Start();
        }
    }

    private async Task WorkAsync()
    {
        while (Next() is { } entry)
        {
            try
            {
                if (entry.IsAborted)
                    abort(entry.Request);
                else
                    await run(entry.Request, () => StopAfterAsync(entry), entry.Stop.Token).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                // The queue goes on whatever happens to one of its cells.
                fail(entry.Request, exception);
            }
        }
    }

    /// <summary>The next cell, which counts as running from now on; null when none waits.</summary>
    private Entry? Next()
    {
        lock (_gate)
        {
            _isWorking = _waiting.TryDequeue(out _running);
            return _running;
        }
    }

    /// <summary>Before the failure is known: who sends a cell after learning of it wants that one to run.</summary>
    private async Task StopAfterAsync(Entry failed)
    {
        if (!failed.Request.StopsOnError)
            return;
        await catchUp().ConfigureAwait(false);
        lock (_gate)
            // The interrupt has dealt with those that waited then; later ones were sent by somebody who knew of it.
            if (!failed.WasInterrupted)
                AbortWaiting();
    }

    private void AbortWaiting()
    {
        foreach (var entry in _waiting)
            entry.IsAborted = true;
    }

    private sealed class Entry(ExecuteRequest request)
    {
        public ExecuteRequest Request => request;

        public CancellationTokenSource Stop { get; } = new();

        public bool IsAborted { get; set; }

        public bool WasInterrupted { get; set; }
    }
}
