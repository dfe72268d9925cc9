using System.Text;

namespace Atelier.Tool;

/// <summary>Collects what a process writes to a standard stream: the text of native code, and the last words of a runtime that dies.</summary>
/// <remarks>
/// The process writes a marker at the end of each cell, by which the text of one cell is told from that of the next. Of a flood the
/// beginning and the end are kept.
/// </remarks>
internal sealed class NativeText
{
    private const int MostKept = 1_000_000;

    private readonly Lock _gate = new();
    private readonly StringBuilder _text = new();
    private readonly string _marker;
    private bool _isCut;
    private int _markers;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="stream">The stream, read until its end.</param>
    /// <param name="marker">What stands at the end of each cell's text.</param>
    public NativeText(TextReader stream, string marker)
    {
        _marker = marker;
        Reading = Task.Run(() => ReadAsync(stream));
    }

    /// <summary>Completes when the stream has ended.</summary>
    public Task Reading { get; }

    /// <summary>The text at the end of a cell, or of the process.</summary>
    public static string Marker(string token) => $"\u001e{token}\u001e";

    /// <summary>Takes the text so far.</summary>
    public string Take()
    {
        lock (_gate)
        {
            var text = _text.ToString();
            _text.Clear();
            _isCut = false;
            return text;
        }
    }

    /// <summary>Waits for the end of a cell's text.</summary>
    /// <param name="cells">How many cells have ended.</param>
    /// <param name="patience">How long to wait.</param>
    /// <returns>False when it did not come: the process may have closed its stream.</returns>
    public async Task<bool> WaitForCellAsync(int cells, TimeSpan patience)
    {
        var limit = Task.Delay(patience);
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_markers >= cells)
                    return true;
                changed = _changed.Task;
            }
            if (await Task.WhenAny(changed, limit, Reading).ConfigureAwait(false) != changed)
                return false;
        }
    }

    private async Task ReadAsync(TextReader stream)
    {
        var buffer = new char[4096];
        try
        {
            while (await stream.ReadAsync(buffer).ConfigureAwait(false) is > 0 and var count)
                Add(buffer.AsSpan(0, count));
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The runner has ended the process and closed the stream.
        }
    }

    private void Add(ReadOnlySpan<char> text)
    {
        lock (_gate)
        {
            var hasMarker = text.Contains(_marker[0]) || _text.Length > 0 && EndsInPartOfMarker();
            _text.Append(text);
            if (hasMarker)
                RemoveMarkers();
            if (_text.Length <= MostKept)
                return;
            if (!_isCut)
                _text.Insert(MostKept / 2, "\n... (text left out) ...\n");
            _isCut = true;
            _text.Remove(MostKept / 2 + 30, _text.Length - MostKept + 1000);
        }
    }

    private bool EndsInPartOfMarker()
    {
        var tail = _text.ToString(Math.Max(0, _text.Length - _marker.Length), Math.Min(_text.Length, _marker.Length));
        return tail.Contains(_marker[0]);
    }

    private void RemoveMarkers()
    {
        var text = _text.ToString();
        var without = text.Replace(_marker, "", StringComparison.Ordinal);
        var found = (text.Length - without.Length) / _marker.Length;
        if (found == 0)
            return;
        _text.Clear().Append(without);
        _markers += found;
        _changed.SetResult();
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
