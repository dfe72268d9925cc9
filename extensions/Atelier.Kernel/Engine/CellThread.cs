using System.Runtime.InteropServices;

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
    private const int LowestPriority = 19;

    private readonly object _gate = new();
    private readonly Queue<Action> _jobs = new();
    private readonly Queue<Action> _errands = new();
    private readonly Thread _thread;
    private readonly Action<Exception> _onUnhandled;
    private bool _closed;
    private int _systemId;

    /// <param name="onUnhandled">Receives exceptions that no task carries.</param>
    public CellThread(Action<Exception> onUnhandled)
    {
        _onUnhandled = onUnhandled;
        _thread = new Thread(Loop, StackSize) { IsBackground = true, Name = "Atelier cells" };
        _thread.UnsafeStart();
    }

    /// <summary>Whether the caller runs on this thread.</summary>
    public bool IsCurrent => Thread.CurrentThread == _thread;

    /// <summary>Whether the thread waits for something: a lock, a sleep, a task.</summary>
    public bool IsWaiting => (_thread.ThreadState & ThreadState.WaitSleepJoin) != 0;

    /// <summary>Queues a cell; the task completes when it has run.</summary>
    public Task<T> Run<T>(Func<T> job) => Enqueue(_jobs, job);

    /// <summary>Queues something that may run in the midst of a cell, while that waits for a task.</summary>
    public Task<T> RunErrand<T>(Func<T> errand) => Enqueue(_errands, errand);

    /// <summary>Makes whatever the thread waits for throw a <see cref="ThreadInterruptedException"/>.</summary>
    public void Interrupt() => _thread.Interrupt();

    /// <summary>Starts something on this thread and waits for it, going on with a script's own code here after each of its awaits.</summary>
    /// <param name="script">The script class, by which its own code is told from what it calls; null when there is no script.</param>
    /// <param name="start">Starts it; it returns at the first await.</param>
    /// <param name="cancellationToken">Ends the wait; the script then never goes on.</param>
    /// <returns>The completed task.</returns>
    /// <exception cref="OperationCanceledException">The token ended the wait.</exception>
    public TTask Pump<TTask>(Type? script, Func<TTask> start, CancellationToken cancellationToken)
        where TTask : Task
    {
        var before = SynchronizationContext.Current;
        var continuations = new Queue<Action>();
        var context = new CellSynchronizationContext(script, continuation => Continue(continuations, continuation), _onUnhandled);
        SynchronizationContext.SetSynchronizationContext(context);
        try
        {
            var task = start();
            using var registration = cancellationToken.UnsafeRegister(_ => Wake(), null);
            _ = task.ContinueWith(_ => Wake(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            while (Next(continuations, task, cancellationToken) is { } work)
                work();
            return task.IsCompleted ? task : throw new OperationCanceledException(cancellationToken);
        }
        finally
        {
            context.Close();
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    /// <summary>Leaves what runs on the thread the processor time that nothing else wants.</summary>
    public void Yield()
    {
        // The runtime's own priorities change nothing on Linux. A refusal changes nothing for the notebook.
        if (OperatingSystem.IsLinux() && _systemId != 0)
            _ = SetPriority(0, _systemId, LowestPriority);
        else
            _thread.Priority = ThreadPriority.Lowest;
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

    private Task<T> Enqueue<T>(Queue<Action> queue, Func<T> job)
    {
        var source = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(NotebookEngine));
            queue.Enqueue(() =>
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

    [DllImport("libc", EntryPoint = "gettid")]
    private static extern int GetThreadId();

    [DllImport("libc", EntryPoint = "setpriority")]
    private static extern int SetPriority(int which, int id, int value);

    private static int FindSystemId()
    {
        try
        {
            return OperatingSystem.IsLinux() ? GetThreadId() : 0;
        }
        catch (EntryPointNotFoundException)
        {
            // An old or small C library.
            return 0;
        }
    }

    private void Loop()
    {
        _systemId = FindSystemId();
        while (NextJob() is { } job)
            job();
    }

    private Action? NextJob()
    {
        lock (_gate)
        {
            while (true)
            {
                if (_errands.TryDequeue(out var job) || _jobs.TryDequeue(out job) || _closed)
                    return job;
                Wait();
            }
        }
    }

    private Action? Next(Queue<Action> continuations, Task task, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            while (!task.IsCompleted && !cancellationToken.IsCancellationRequested)
            {
                if (continuations.TryDequeue(out var work) || _errands.TryDequeue(out work))
                    return work;
                Wait();
            }
            return null;
        }
    }

    private void Wait()
    {
        try
        {
            Monitor.Wait(_gate);
        }
        catch (ThreadInterruptedException)
        {
            // Meant for the code of a cell that has just ended or come here to wait: the loop around looks what there is to do.
        }
    }

    private void Continue(Queue<Action> continuations, Action continuation)
    {
        lock (_gate)
        {
            continuations.Enqueue(continuation);
            Monitor.PulseAll(_gate);
        }
    }

    private void Wake()
    {
        lock (_gate)
            Monitor.PulseAll(_gate);
    }
}
