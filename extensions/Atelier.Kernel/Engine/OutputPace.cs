namespace Atelier.Kernel;

/// <summary>Decides which outputs are handed on at once and which wait for more: the first of each short interval, and none of a flood.</summary>
/// <remarks>Not safe for several threads at once.</remarks>
internal sealed class OutputPace
{
    /// <summary>The milliseconds that an output waits at most when it is not handed on at once.</summary>
    public const int Interval = 30;

    /// <summary>The milliseconds that the writer of an output which is handed on at once waits for its reader.</summary>
    public const int Patience = 5;

    private const int MostHurried = 200;

    private long _start = Environment.TickCount64;
    private int _allowed = MostHurried;
    private int _added;

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

    /// <summary>Lets the outputs of this interval wait: their reader is slow.</summary>
    public void Relax() => _allowed = 0;
}
