using System.Globalization;
using System.Text.Json.Nodes;

namespace Atelier.Kernel;

/// <summary>Puts what a running cell says into its document and before its observer, until it is closed.</summary>
internal sealed class CellRecorder(CellPosition position, INotebookObserver? observer, NotebookRunOptions options)
{
    private readonly Lock _gate = new();
    private readonly DateTimeOffset _startTime = options.TimeProvider.GetUtcNow();
    private readonly long _start = options.TimeProvider.GetTimestamp();
    private bool _isClosed;

    /// <summary>Takes an output. One that comes after <see cref="Close"/>, from a cell that nobody waits for any more, is dropped.</summary>
    public void Add(CellOutput output)
    {
        lock (_gate)
        {
            if (_isClosed)
                return;
            position.Cell.AddOutput(output);
            observer?.Received(position, output);
        }
    }

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
