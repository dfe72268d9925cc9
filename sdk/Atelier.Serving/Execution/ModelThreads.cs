using System.Collections.Concurrent;

namespace Atelier.Serving;

/// <summary>Threads for predictions that take long: on the thread pool they would hold up whatever else the server has to answer.</summary>
/// <remarks>Started when no other is free, and kept; work that goes on asynchronously leaves its thread.</remarks>
internal sealed class ModelThreads(string title) : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];
    private int _free;

    /// <summary>Begins work on a thread that is free, or on a new one; the caller bounds how much there is at once.</summary>
    /// <param name="work">What to do; it must not throw.</param>
    public void Begin(Action work)
    {
        if (Interlocked.Decrement(ref _free) < 0)
        {
            // The new thread is free, and taken by this work.
            Interlocked.Increment(ref _free);
            new Thread(Loop) { IsBackground = true, Name = title }.Start();
        }

        _work.Add(work);
    }

    /// <summary>Ends the threads once they are free; nothing is begun any more.</summary>
    public void Dispose() => _work.CompleteAdding();

    private void Loop()
    {
        foreach (var work in _work.GetConsumingEnumerable())
        {
            work();
            Interlocked.Increment(ref _free);
        }
    }
}
