using System.Globalization;
using System.Text.Json.Nodes;

namespace Atelier.Kernel;

/// <summary>Puts what a running cell says into its document and before its observer, until it is closed.</summary>
internal sealed class CellRecorder(
    CellPosition position, DisplayIndex displays, INotebookObserver? observer, NotebookRunOptions options)
{
    /// <summary>Characters of console text that a cell may leave in its notebook.</summary>
    private const long MostStreamed = 8_000_000;

    private readonly Lock _gate = new();
    private readonly DateTimeOffset _startTime = options.TimeProvider.GetUtcNow();
    private readonly long _start = options.TimeProvider.GetTimestamp();
    private bool _isClosed;
    private long _streamed;

    /// <summary>Takes an output. One that comes after <see cref="Close"/>, from a cell that nobody waits for any more, is dropped.</summary>
    public void Add(CellOutput output)
    {
        lock (_gate)
        {
            if (_isClosed || Bound(output) is not { } kept)
                return;
            Record(kept);
            observer?.Received(position, kept);
        }
    }

    private void Record(CellOutput output)
    {
        if (output is DisplayOutput { IsUpdate: true } update)
        {
            displays.Update(update);
            return;
        }
        // What was cleared away takes no room any more: a display that is drawn again and again may go on for ever.
        if (output is ClearOutput)
            _streamed = 0;
        position.Cell.AddOutput(output);
        displays.Add(output, position.Cell);
    }

    /// <summary>Keeps what a cell prints to a size that a notebook can hold; null for what comes after.</summary>
    private StreamOutput? Bound(StreamOutput stream)
    {
        var before = _streamed;
        _streamed += stream.Text.Length;
        return _streamed <= MostStreamed ? stream
            : before <= MostStreamed ? new StreamOutput("stderr", $"\nThe cell printed more than {MostStreamed / 1_000_000} million characters; the rest is left out.\n")
            : null;
    }

    private CellOutput? Bound(CellOutput output) => output is StreamOutput stream ? Bound(stream) : output;

    /// <summary>Ends the recording.</summary>
    public CellRun Close(CellOutcome outcome, ErrorOutput? error)
    {
        lock (_gate)
            _isClosed = true;
        if (options.RecordTimes)
            WriteTimes(_startTime, options.TimeProvider.GetUtcNow());
        return new CellRun(position, outcome, error, options.TimeProvider.GetElapsedTime(_start));
    }

    private void WriteTimes(DateTimeOffset start, DateTimeOffset end)
    {
        var (startText, endText) = (Text(start), Text(end));
        position.Cell.Json["metadata"]!["execution"] = new JsonObject
        {
            ["iopub.execute_input"] = startText,
            ["iopub.status.busy"] = startText,
            ["iopub.status.idle"] = endText,
            ["shell.execute_reply"] = endText,
        };
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
