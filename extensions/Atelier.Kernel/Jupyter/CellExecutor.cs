using System.Globalization;
using System.Text.Json.Nodes;

namespace Atelier.Kernel;

/// <summary>Runs the cells of execute requests and answers these.</summary>
/// <param name="engine">The engine, which may still be starting.</param>
/// <param name="broadcaster">Takes what the cells put out.</param>
/// <param name="questions">Takes what the cells ask.</param>
/// <param name="history">Keeps what ran.</param>
internal sealed class CellExecutor(Func<Task<ICellEngine>> engine, Broadcaster broadcaster, CellQuestions questions, ExecutionHistory history)
{
    private int _count;

    /// <summary>Runs a cell and answers its request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="failed">Called before the answer if the cell failed.</param>
    /// <param name="cancellationToken">Interrupts the cell.</param>
    public async Task RunAsync(ExecuteRequest request, Func<Task> failed, CancellationToken cancellationToken)
    {
        var message = request.Message;
        var started = DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        broadcaster.BeginCell(message);
        var number = request.StoresHistory ? ++_count : _count;
        if (!request.IsSilent)
            broadcaster.Publish(message, "execute_input", new JsonObject { ["code"] = request.Code, ["execution_count"] = number });
        var error = await RunAsync(request, number, cancellationToken).ConfigureAwait(false);
        if (error is not null)
            await failed().ConfigureAwait(false);
        var content = error is null ? Replies.Ok() : Replies.Error(error);
        content["execution_count"] = number;
        content["user_expressions"] = error is null ? await EvaluateAsync(request, cancellationToken).ConfigureAwait(false) : new JsonObject();
        content["payload"] = new JsonArray();
        request.Request.Reply(content, new JsonObject { ["started"] = started, ["status"] = error is null ? "ok" : "error" });
        broadcaster.EndCell(message);
    }

    /// <summary>Answers the request of a cell that is not run.</summary>
    public void Abort(ExecuteRequest request)
    {
        broadcaster.Busy(request.Message);
        request.Request.Reply(Replies.Aborted(), new JsonObject { ["status"] = "aborted" });
        broadcaster.Idle(request.Message);
    }

    /// <summary>Answers the request of a cell that could not be run or answered as others are.</summary>
    public void Fail(ExecuteRequest request, Exception exception)
    {
        request.Request.Reply(Replies.Error(exception));
        broadcaster.EndCell(request.Message);
    }

    private async Task<ErrorOutput?> RunAsync(ExecuteRequest request, int number, CancellationToken cancellationToken)
    {
        if (request.StoresHistory)
            history.Add(number, request.Code);
        string? value = null;
        void Receive(CellOutput output)
        {
            if (output is DisplayOutput { IsResult: true } result)
            {
                if (request.IsSilent)
                    return;
                value = PlainText(result);
            }
            broadcaster.Publish(request.Message, output, number);
        }

        try
        {
            var ready = await engine().WaitAsync(cancellationToken).ConfigureAwait(false);
            var result = await ready.RunAsync(Cell(request), Receive, cancellationToken).ConfigureAwait(false);
            if (request.StoresHistory)
                history.SetOutput(value);
            return result.Error;
        }
        catch (Exception exception)
        {
            // The boundary of the engine: it could not start, has ended, or failed itself.
            var error = exception is OperationCanceledException
                ? new ErrorOutput(nameof(OperationCanceledException), "The cell was interrupted.", [$"{nameof(OperationCanceledException)}: The cell was interrupted."])
                : Replies.Describe(exception);
            broadcaster.Publish(request.Message, error, number);
            return error;
        }
    }

    private CellRequest Cell(ExecuteRequest request) => new(request.Code)
    {
        Language = request.Language,
        IsSilent = !request.StoresHistory,
        Input = request.AllowsInput ? (question, cancellationToken) => questions.AskAsync(request.Message, question, cancellationToken) : null,
    };

    private async Task<JsonObject> EvaluateAsync(ExecuteRequest request, CancellationToken cancellationToken)
    {
        var values = new JsonObject();
        foreach (var (name, code) in request.UserExpressions)
            values[name] = await EvaluateAsync(request, code, cancellationToken).ConfigureAwait(false);
        return values;
    }

    private async Task<JsonObject> EvaluateAsync(ExecuteRequest request, string code, CancellationToken cancellationToken)
    {
        DisplayOutput? value = null;
        void Receive(CellOutput output)
        {
            if (output is DisplayOutput { IsResult: true } result)
                value = result;
            else if (output is not ErrorOutput)
                broadcaster.Publish(request.Message, output, _count);
        }

        try
        {
            var cell = new CellRequest(code) { Language = request.Language, IsSilent = true };
            var result = await (await engine().ConfigureAwait(false)).RunAsync(cell, Receive, cancellationToken).ConfigureAwait(false);
            if (result.Error is { } error)
                return Replies.Error(error);
        }
        catch (Exception exception)
        {
            return Replies.Error(exception);
        }
        var answer = Replies.Ok();
        answer["data"] = value is null ? new JsonObject() : Replies.Bundle(value.Data);
        answer["metadata"] = new JsonObject();
        return answer;
    }

    private static string? PlainText(DisplayOutput display) =>
        display.Data.TryGetValue("text/plain", out var node) && node is JsonValue text && text.TryGetValue<string>(out var plain) ? plain : null;
}
