using System.IO.Enumeration;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Atelier.Kernel;

/// <summary>The cells that this kernel ran. It is kept in memory and ends with the kernel.</summary>
internal sealed class ExecutionHistory
{
    /// <summary>The number of the session, of which there is one.</summary>
    private const int Session = 1;

    private readonly List<Entry> _entries = [];

    /// <summary>Notes a cell.</summary>
    public void Add(int executionCount, string input)
    {
        lock (_entries)
            _entries.Add(new Entry(executionCount, input, null));
    }

    /// <summary>Notes the value of the cell that was added last.</summary>
    public void SetOutput(string? output)
    {
        lock (_entries)
            if (_entries.Count > 0)
                _entries[^1] = _entries[^1] with { Output = output };
    }

    /// <summary>Answers a <c>history_request</c>.</summary>
    /// <exception cref="ArgumentException">The kind of access is none of the protocol's.</exception>
    public JsonObject Answer(JsonElement request)
    {
        Entry[] all;
        lock (_entries)
            all = [.. _entries];
        var most = request.Number("n") is { } n ? Math.Max(0, n) : int.MaxValue;
        var found = request.Text("hist_access_type") switch
        {
            "tail" => all.TakeLast(most),
            "range" => Range(all, request),
            "search" => Search(all, request).TakeLast(most),
            var other => throw new ArgumentException(
                $"The history was asked for by `hist_access_type` '{other}'; expected 'tail', 'range' or 'search'."),
        };
        var withOutput = request.Flag("output") == true;
        var answer = Replies.Ok();
        answer["history"] = new JsonArray([.. found.Select(entry => Write(entry, withOutput))]);
        return answer;
    }

    private static IEnumerable<Entry> Range(IEnumerable<Entry> entries, JsonElement request)
    {
        var start = request.Number("start") ?? 1;
        var stop = request.Number("stop") ?? int.MaxValue;
        // 0 is the current session; earlier ones are not kept.
        return request.Number("session") is null or 0 or Session
            ? entries.Where(entry => entry.Number >= start && entry.Number < stop)
            : [];
    }

    private static IEnumerable<Entry> Search(IEnumerable<Entry> entries, JsonElement request)
    {
        var pattern = request.Text("pattern") ?? "*";
        var found = entries.Where(entry => FileSystemName.MatchesSimpleExpression(pattern, entry.Input, ignoreCase: false));
        // Of equal inputs the last one counts.
        return request.Flag("unique") == true ? found.Reverse().DistinctBy(entry => entry.Input).Reverse() : found;
    }

    private static JsonArray Write(Entry entry, bool withOutput) =>
        new(Session, entry.Number, withOutput ? new JsonArray(entry.Input, entry.Output) : JsonValue.Create(entry.Input));

    private sealed record Entry(int Number, string Input, string? Output);
}
