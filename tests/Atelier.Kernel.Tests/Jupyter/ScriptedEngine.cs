using System.Text.Json.Nodes;

namespace Atelier.Kernel.Tests;

/// <summary>An engine whose cells are words, one a line; what it runs and how is kept.</summary>
internal sealed class ScriptedEngine : ICellEngine
{
    private int _count;

    public List<CellRequest> Cells { get; } = [];

    public bool IsDisposed { get; private set; }

    public async Task<CellResult> RunAsync(CellRequest cell, Action<CellOutput> onOutput, CancellationToken cancellationToken = default)
    {
        lock (Cells)
            Cells.Add(cell);
        if (!cell.IsSilent)
            _count++;
        ErrorOutput? error = null;
        try
        {
            foreach (var line in cell.Code.Split('\n'))
                await RunLineAsync(cell, line, onOutput, cancellationToken);
        }
        catch (Exception exception) when (exception is not NotSupportedException)
        {
            onOutput(error = new ErrorOutput(exception.GetType().Name, exception.Message, [$"{exception.GetType().FullName}: {exception.Message}", "  Cell 1, line 1"]));
        }
        return new CellResult(_count, error, TimeSpan.Zero);
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }

    private static async Task RunLineAsync(CellRequest cell, string line, Action<CellOutput> onOutput, CancellationToken cancellationToken)
    {
        var (word, text) = line.Split(' ', 2) is [var first, var rest] ? (first, rest) : (line, "");
        switch (word)
        {
            case "print":
                onOutput(new StreamOutput("stdout", text + "\n"));
                break;
            case "value":
                onOutput(Display(text, isResult: true));
                break;
            case "display":
                onOutput(Display(text, isResult: false) with { DisplayId = "the display" });
                break;
            case "update":
                onOutput(Display(text, isResult: false) with { DisplayId = "the display", IsUpdate = true });
                break;
            case "clear":
                onOutput(new ClearOutput(Wait: text == "wait"));
                break;
            case "fail":
                throw new InvalidDataException(text);
            case "break":
                throw new NotSupportedException("the engine itself failed");
            case "hang":
                onOutput(new StreamOutput("stdout", "hanging\n"));
                await Task.Delay(Timeout.Infinite, cancellationToken);
                break;
            case "burn":
                onOutput(new StreamOutput("stdout", "burning\n"));
                while (true)
                    cancellationToken.ThrowIfCancellationRequested();
            case "yield":
                await Task.Delay(20, cancellationToken);
                break;
            case "ask" or "secret":
                var answer = cell.Input is { } input
                    ? await input(new InputRequest(text, IsPassword: word == "secret"), cancellationToken)
                    : throw new InvalidOperationException("nobody to ask");
                onOutput(new StreamOutput("stdout", $"answer: {answer}\n"));
                break;
        }
    }

    private static DisplayOutput Display(string text, bool isResult) =>
        new(new Dictionary<string, JsonNode> { ["text/plain"] = text, ["application/json"] = new JsonObject { ["text"] = text } }, isResult);
}
