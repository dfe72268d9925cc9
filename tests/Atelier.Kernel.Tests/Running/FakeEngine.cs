using System.Text.Json.Nodes;

namespace Atelier.Kernel.Tests;

/// <summary>An engine whose cells are words: <c>print TEXT</c>, <c>value TEXT</c>, <c>fail TEXT</c>, <c>hang</c>, <c>deaf</c> and <c>throw</c>, one a line.</summary>
internal sealed class FakeEngine(Action? onCell = null) : ICellEngine
{
    private readonly TaskCompletionSource _never = new();

    public List<string> Codes { get; } = [];

    /// <summary>Completed when a cell hangs.</summary>
    public TaskCompletionSource Hanging { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Puts something out after the cell was left behind.</summary>
    public Action<CellOutput>? LastOutput { get; private set; }

    public async Task<CellResult> RunAsync(CellRequest cell, Action<CellOutput> onOutput, CancellationToken cancellationToken = default)
    {
        Codes.Add(cell.Code);
        LastOutput = onOutput;
        onCell?.Invoke();
        ErrorOutput? error = null;
        foreach (var line in cell.Code.Split('\n'))
        {
            var (word, text) = line.Split(' ', 2) is [var first, var rest] ? (first, rest) : (line, "");
            switch (word)
            {
                case "print":
                    onOutput(new StreamOutput("stdout", text + "\n"));
                    break;
                case "value":
                    onOutput(new DisplayOutput(new Dictionary<string, JsonNode> { ["text/plain"] = text, ["text/html"] = $"<b>{text}</b>" }, IsResult: true));
                    break;
                case "fail":
                    onOutput(error = new ErrorOutput("System.Exception", text, [$"System.Exception: {text}", "  Cell 1, line 1"]));
                    return new CellResult(Codes.Count, error, TimeSpan.Zero);
                case "hang":
                    Hanging.TrySetResult();
                    await Task.Delay(Timeout.Infinite, cancellationToken);
                    break;
                case "deaf":
                    Hanging.TrySetResult();
                    await _never.Task;
                    break;
                case "throw":
                    throw new NotSupportedException("the engine itself failed");
            }
        }
        return new CellResult(Codes.Count, error, TimeSpan.Zero);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
