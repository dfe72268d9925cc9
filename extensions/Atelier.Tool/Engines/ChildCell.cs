using System.Text.Json.Nodes;
using Atelier.Kernel;

namespace Atelier.Tool;

/// <summary>One cell that runs in the engine process: takes what the process says about it.</summary>
internal sealed class ChildCell(int number, CellRequest cell, Action<CellOutput> onOutput, MessageChannel channel)
{
    private ErrorOutput? _error;

    /// <summary>Takes a message.</summary>
    /// <returns>True when it says that the cell has ended.</returns>
    /// <exception cref="InvalidOperationException">The engine itself failed.</exception>
    public bool Receive(JsonObject message, CancellationToken cancellationToken)
    {
        // The run of an earlier cell may have been given up while the process still told of it.
        if (message["cell"]?.GetValue<int>() != number)
            return false;
        switch (message["type"]!.GetValue<string>())
        {
            case MessageTypes.Output when OutputMessage.Read(message["output"]!.AsObject()) is var output:
                PutOut(output);
                return false;
            case MessageTypes.Ask:
                _ = AnswerAsync(message, cancellationToken);
                return false;
            case MessageTypes.Failed:
                throw new InvalidOperationException($"The engine failed: {message["message"]!.GetValue<string>()}");
            default:
                return true;
        }
    }

    /// <summary>Puts an output out; an error is held back, so that it stays the last.</summary>
    public void PutOut(CellOutput output)
    {
        if (output is not ErrorOutput error)
        {
            onOutput(output);
            return;
        }
        PutOutError();
        _error = error;
    }

    /// <summary>Puts the error out that is held back.</summary>
    public void PutOutError()
    {
        if (_error is not null)
            onOutput(_error);
        _error = null;
    }

    /// <summary>Reads how the cell ended.</summary>
    public CellResult Finish(JsonObject done)
    {
        var error = done["error"] is JsonObject told ? _error ?? (ErrorOutput)OutputMessage.Read(told) : null;
        PutOutError();
        return new CellResult(done["count"]!.GetValue<int>(), error, TimeSpan.FromTicks(done["ticks"]!.GetValue<long>()))
        {
            IsSessionLost = done["isSessionLost"]!.GetValue<bool>(),
        };
    }

    private async Task AnswerAsync(JsonObject message, CancellationToken cancellationToken)
    {
        var question = message["question"]!.GetValue<int>();
        try
        {
            var request = new InputRequest(message["prompt"]!.GetValue<string>(), message["isPassword"]!.GetValue<bool>());
            channel.TryWrite(EngineMessages.Answer(question, await cell.Input!(request, cancellationToken).ConfigureAwait(false)));
        }
        catch (Exception exception)
        {
            // What goes wrong with the user's answer is for the cell that asked.
            channel.TryWrite(EngineMessages.NoAnswer(question, exception.Message));
        }
    }
}
