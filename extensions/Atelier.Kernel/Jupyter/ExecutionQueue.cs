namespace Atelier.Kernel;

/// <summary>Runs cells strictly one after another, in the order of their requests.</summary>
/// <param name="run">Runs a cell and answers its request; false when it failed.</param>
/// <param name="abort">Answers the request of a cell that is not run.</param>
/// <param name="catchUp">Completes when the requests that front ends have sent already are in the queue.</param>
internal sealed class ExecutionQueue(
    Func<ExecuteRequest, CancellationToken, Task<bool>> run, Action<ExecuteRequest> abort, Func<Task> catchUp)
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
            if (entry.IsAborted)
                abort(entry.Request);
            else if (!await run(entry.Request, entry.Stop.Token).ConfigureAwait(false) && entry.Request.StopsOnError)
                await StopAfterAsync(entry).ConfigureAwait(false);
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

    private async Task StopAfterAsync(Entry failed)
    {
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
