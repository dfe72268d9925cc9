namespace Atelier.Kernel;

/// <summary>Decides which outputs are handed on at once and which wait for more: the first of each short interval, and none of a flood.</summary>
/// <remarks>Not safe for several threads at once.</remarks>
internal sealed class OutputPace
{
    /// <summary>The milliseconds that an output waits at most when it is not handed on at once.</summary>
    public const int Interval = 30;

    /// <summary>The milliseconds that the writer of an output which is handed on at once waits for its reader.</summary>
    public const int Patience = 50;

    private const int MostHurried = 200;

    /// <summary>Milliseconds without waiting for a reader that was slow, which keeps what it costs the cell to a twentieth.</summary>
    private const int Relaxation = 1000;

    private long _start = Environment.TickCount64;
    private int _allowed = MostHurried;
    private int _added;
    private long _relaxedUntil;

    /// <summary>Whether the writer of an output that is handed on at once waits for its reader.</summary>
    public bool Waits => Environment.TickCount64 >= _relaxedUntil;

    /// <summary>Counts an output; true when it is handed on at once.</summary>
    public bool TryHurry()
    {
        if (Environment.TickCount64 - _start >= Interval)
        {
            _allowed = _added <= MostHurried ? MostHurried : 0;
            _added = 0;
            _start = Environment.TickCount64;
        }
        return ++_added <= _allowed;
    }

    /// <summary>Notes that the reader is slow.</summary>
    public void Relax() => _relaxedUntil = Environment.TickCount64 + Relaxation;
}
