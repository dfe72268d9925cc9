using System.Text;

namespace Atelier.Kernel;

/// <summary>The one ordered queue of everything that a session puts out, from whatever thread.</summary>
/// <remarks>
/// Neighbouring writes to the same stream are joined until they are delivered. Output made between two cells waits for the next.
/// </remarks>
internal sealed class OutputQueue
{
    private const int MostWaitingCharacters = 4 * 1024 * 1024;
    private static readonly TimeSpan DeliveryInterval = TimeSpan.FromMilliseconds(30);

    private readonly object _gate = new();
    private readonly StringBuilder _text = new();
    private List<CellOutput> _outputs = [];
    private string _stream = "";
    private bool _isDelivering;

    /// <summary>Adds text to a stream.</summary>
    /// <remarks>Waits while a running cell writes faster than its reader reads, so that a runaway loop cannot fill the memory.</remarks>
    public void Write(string stream, ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
            return;
        lock (_gate)
        {
            while (_isDelivering && _text.Length > MostWaitingCharacters)
                Monitor.Wait(_gate);
            if (_stream != stream)
            {
                CloseText();
                _stream = stream;
            }
            _text.Append(text);
        }
    }

    /// <summary>Adds a display or an error.</summary>
    public void Add(CellOutput output)
    {
        lock (_gate)
        {
            CloseText();
            _outputs.Add(output);
        }
    }

    /// <summary>Takes everything that waits.</summary>
    public IReadOnlyList<CellOutput> TakeAll()
    {
        lock (_gate)
        {
            CloseText();
            var taken = _outputs;
            _outputs = [];
            Monitor.PulseAll(_gate);
            return taken;
        }
    }

    /// <summary>Hands outputs on, one at a time, until the cell has ended and all that it put out has been handed on.</summary>
    public async Task DeliverAsync(Action<CellOutput> onOutput, Task cellEnd)
    {
        SetDelivering(true);
        try
        {
            while (true)
            {
                await Task.WhenAny(cellEnd, Task.Delay(DeliveryInterval)).ConfigureAwait(false);
                // Read before taking: what a cell put out before its end is then among what is taken.
                var isLast = cellEnd.IsCompleted;
                foreach (var output in TakeAll())
                    onOutput(output);
                if (isLast)
                    return;
            }
        }
        finally
        {
            SetDelivering(false);
        }
    }

    private void SetDelivering(bool isDelivering)
    {
        lock (_gate)
        {
            _isDelivering = isDelivering;
            Monitor.PulseAll(_gate);
        }
    }

    private void CloseText()
    {
        if (_text.Length == 0)
            return;
        _outputs.Add(new StreamOutput(_stream, _text.ToString()));
        _text.Clear();
    }
}
