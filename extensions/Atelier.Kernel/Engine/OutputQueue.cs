using System.Text;

namespace Atelier.Kernel;

/// <summary>The one ordered queue of everything that a session puts out, from whatever thread.</summary>
/// <remarks>
/// <para>
/// While a cell runs, each line and display is handed on at once, and its writer waits a moment for that: a process that dies then
/// takes nothing with it. A flood is handed on in pieces instead, in which neighbouring writes to the same stream are joined.
/// </para>
/// <para>Output made between two cells waits for the next.</para>
/// </remarks>
internal sealed class OutputQueue
{
    private const int MostWaitingCharacters = 4 * 1024 * 1024;
    private const int MostWaitingOutputs = 10_000;
    private const int MostMillisecondsOfFlush = 1000;

    private readonly object _gate = new();
    private readonly StringBuilder _text = new();
    private readonly OutputPace _pace = new();
    private List<CellOutput> _outputs = [];
    private string _stream = "";
    private bool _isDelivering;
    private bool _isHurried;
    private long _added;
    private long _delivered;

    /// <summary>Adds text to a stream.</summary>
    /// <remarks>Waits while a running cell writes faster than its reader reads, so that a runaway loop cannot fill the memory.</remarks>
    public void Write(string stream, ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
            return;
        lock (_gate)
        {
            WaitForRoom();
            if (_stream != stream)
            {
                CloseText();
                _stream = stream;
            }
            _text.Append(text);
            _added++;
            if (text.Contains('\n'))
                HandOn();
        }
    }

    /// <summary>Adds a display or an error.</summary>
    public void Add(CellOutput output)
    {
        lock (_gate)
        {
            WaitForRoom();
            CloseText();
            _outputs.Add(output);
            _added++;
            HandOn();
        }
    }

    /// <summary>Has all that waits handed on, and waits for that, so that it is seen before what goes another way.</summary>
    public void Flush()
    {
        lock (_gate)
        {
            var number = _added;
            var end = Environment.TickCount64 + MostMillisecondsOfFlush;
            _isHurried = true;
            Monitor.PulseAll(_gate);
            while (_isDelivering && _delivered < number && (int)(end - Environment.TickCount64) is > 0 and var milliseconds)
                Monitor.Wait(_gate, milliseconds);
        }
    }

    /// <summary>Takes everything that waits.</summary>
    public IReadOnlyList<CellOutput> TakeAll()
    {
        lock (_gate)
        {
            CloseText();
            return Take();
        }
    }

    /// <summary>Hands outputs on, one at a time, until the cell has ended and all that it put out has been handed on.</summary>
    /// <remarks>On a thread of its own: a cell that keeps every thread of the pool busy is heard, too.</remarks>
    public Task DeliverAsync(Action<CellOutput> onOutput, Task cellEnd)
    {
        SetDelivering(true);
        _ = cellEnd.ContinueWith(_ => Wake(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return Task.Factory.StartNew(
            () => Deliver(onOutput, cellEnd), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private void Deliver(Action<CellOutput> onOutput, Task cellEnd)
    {
        try
        {
            while (true)
            {
                var (outputs, number, isLast) = Next(cellEnd);
                foreach (var output in outputs)
                    onOutput(output);
                lock (_gate)
                {
                    _delivered = number;
                    Monitor.PulseAll(_gate);
                }
                if (isLast)
                    return;
            }
        }
        finally
        {
            SetDelivering(false);
        }
    }

    /// <summary>Waits for something to hand on, and takes it with the number of the last output in it.</summary>
    private (IReadOnlyList<CellOutput> Outputs, long Number, bool IsLast) Next(Task cellEnd)
    {
        lock (_gate)
        {
            var end = Environment.TickCount64 + OutputPace.Interval;
            while (!_isHurried && !cellEnd.IsCompleted && (int)(end - Environment.TickCount64) is > 0 and var milliseconds)
                Monitor.Wait(_gate, milliseconds);
            _isHurried = false;
            // Read before taking: what a cell put out before its end is then among what is taken.
            var isLast = cellEnd.IsCompleted;
            CloseText(keepsHalf: !isLast);
            return (Take(), _added, isLast);
        }
    }

    /// <summary>Has what was just added handed on, and waits for that unless its reader is slow.</summary>
    private void HandOn()
    {
        var number = _added;
        if (!_pace.TryHurry() || !_isDelivering)
            return;
        _isHurried = true;
        Monitor.PulseAll(_gate);
        while (_isDelivering && _delivered < number && _pace.Waits)
        {
            if (Monitor.Wait(_gate, OutputPace.Patience))
                continue;
            _pace.Relax();
            return;
        }
    }

    private void WaitForRoom()
    {
        while (_isDelivering && (_text.Length > MostWaitingCharacters || _outputs.Count > MostWaitingOutputs))
            Monitor.Wait(_gate);
    }

    private void SetDelivering(bool isDelivering)
    {
        lock (_gate)
        {
            _isDelivering = isDelivering;
            Monitor.PulseAll(_gate);
        }
    }

    private void Wake()
    {
        lock (_gate)
            Monitor.PulseAll(_gate);
    }

    private List<CellOutput> Take()
    {
        var taken = _outputs;
        _outputs = [];
        Monitor.PulseAll(_gate);
        return taken;
    }

    /// <summary>Makes an output of the text so far; half a surrogate pair at its end can stay for the other half.</summary>
    private void CloseText(bool keepsHalf = false)
    {
        var length = keepsHalf && _text.Length > 0 && char.IsHighSurrogate(_text[^1]) ? _text.Length - 1 : _text.Length;
        if (length == 0)
            return;
        _outputs.Add(new StreamOutput(_stream, _text.ToString(0, length)));
        _text.Remove(0, length);
    }
}
