using System.Text.Json.Nodes;
using NetMQ;

namespace Atelier.Kernel;

/// <summary>Carries the questions of running cells to the front end that runs them, and its answers back.</summary>
internal sealed class CellQuestions(MessageWriter writer, Action<string> log)
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly HashSet<string> _givenUp = [];
    private TaskCompletionSource<string>? _answer;

    /// <summary>Where it goes.</summary>
    public MessageChannel? Channel { get; set; }

    /// <summary>Asks, and waits for the answer or the end of the cell.</summary>
    public async Task<string> AskAsync(JupyterMessage cell, InputRequest question, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        var id = writer.NextId();
        var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            lock (_gate)
                _answer = answer;
            var content = new JsonObject { ["prompt"] = question.Prompt, ["password"] = question.IsPassword };
            await SendAsync(writer.Write(cell.Identities, "input_request", cell, content, id: id), cancellationToken).ConfigureAwait(false);
            return await answer.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
            {
                _answer = null;
                if (!answer.Task.IsCompleted)
                    _givenUp.Add(id);
            }
            _turn.Release();
        }
    }

    /// <summary>Takes an answer.</summary>
    public void Receive(JupyterMessage message)
    {
        lock (_gate)
        {
            if (message.Type != "input_reply" || _answer is null || (message.ParentId is { } parent && _givenUp.Contains(parent)))
                log($"stdin: a message of type {message.Type} answers no question that waits; it is ignored.");
            else if (message.Content.Text("value") is { } value)
                _answer.TrySetResult(value);
            else
                _answer.TrySetException(new InvalidDataException("The front end's answer has no text in `value`; expected what the user typed."));
        }
    }

    private async Task SendAsync(List<byte[]> question, CancellationToken cancellationToken)
    {
        for (var waited = TimeSpan.Zero; Channel is not null; waited += Step)
        {
            try
            {
                await Channel.SendAsync(question).WaitAsync(cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (HostUnreachableException) when (waited < Patience)
            {
                // A front end that runs a cell as soon as it can may still be connecting this channel.
                await Task.Delay(Step, cancellationToken).ConfigureAwait(false);
            }
            catch (HostUnreachableException exception)
            {
                throw new InvalidOperationException(
                    "The front end that runs this cell does not listen on the stdin channel, so it cannot be asked. Run the cell in one that does.", exception);
            }
        }
    }
}
