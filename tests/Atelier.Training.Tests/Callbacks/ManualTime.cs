namespace Atelier.Training.Tests;

/// <summary>A clock that stands still until it is moved, and moves on by a fixed time whenever it is read.</summary>
internal sealed class ManualTime(TimeSpan eachReading = default) : TimeProvider
{
    private long _now;

    public override long GetTimestamp() => _now += eachReading.Ticks * (TimestampFrequency / TimeSpan.TicksPerSecond);

    public void Advance(TimeSpan time) => _now += time.Ticks * (TimestampFrequency / TimeSpan.TicksPerSecond);
}
