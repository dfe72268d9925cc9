using System.Collections.Concurrent;

namespace Atelier.Tests.Data.Downloads;

/// <summary>A clock whose short waits are over at once and whose long ones end when the test says so.</summary>
internal sealed class QuickTime : TimeProvider
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<Timer, byte> _long = new();

    /// <summary>The short waits, in order.</summary>
    public ConcurrentQueue<TimeSpan> Waits { get; } = new();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Ends every long wait that is going on.</summary>
    public void EndLongWaits()
    {
        foreach (var timer in _long.Keys)
        {
            timer.Fire();
        }
    }

    private sealed class Timer(QuickTime time, TimerCallback callback, object? state) : ITimer
    {
        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            time._long.TryRemove(this, out _);
            if (dueTime == Timeout.InfiniteTimeSpan)
            {
                return true;
            }

            if (dueTime > Short)
            {
                time._long[this] = 0;
            }
            else
            {
                time.Waits.Enqueue(dueTime);
                ThreadPool.QueueUserWorkItem(_ => Fire());
            }

            return true;
        }

        public void Dispose() => time._long.TryRemove(this, out _);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
