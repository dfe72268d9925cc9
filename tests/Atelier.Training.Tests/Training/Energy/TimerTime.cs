namespace Atelier.Training.Tests;

/// <summary>A clock that a test moves, with its timers.</summary>
internal sealed class TimerTime : TimeProvider
{
    private readonly List<ManualTimer> _timers = [];
    private long _ticks;

    public int Timers => _timers.Count;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state, period);
        _timers.Add(timer);
        return timer;
    }

    /// <summary>Lets time pass; each timer that became due is called once.</summary>
    public void Advance(TimeSpan time)
    {
        _ticks += time.Ticks;
        foreach (var timer in _timers.ToList())
        {
            timer.CallIfDue();
        }
    }

    private sealed class ManualTimer(TimerTime time, TimerCallback callback, object? state, TimeSpan period) : ITimer
    {
        private long _due = time._ticks + period.Ticks;

        public void CallIfDue()
        {
            if (time._ticks >= _due)
            {
                _due = time._ticks + period.Ticks;
                callback(state);
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan newPeriod) => throw new NotSupportedException();

        public void Dispose() => time._timers.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
