using System.Text.Json.Nodes;

namespace Atelier.Kernel;

/// <summary>Answers requests, all of them, and tells when work on each begins and ends.</summary>
internal sealed class RequestDispatcher(
    ConnectionFile connection, string language, Broadcaster broadcaster, ExecutionQueue cells, ExecutionHistory history, EditorAnswers editor, Action end)
{
    /// <summary>Answers a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="queues">Where answers of its channel wait for earlier ones to the same requester.</param>
    public void Receive(KernelRequest request, RequesterQueues queues)
    {
        switch (request.Message.Type)
        {
            case "execute_request":
                Execute(request);
                break;
            case "interrupt_request" or "shutdown_request":
                // These must not wait for an answer that takes its time.
                AnswerAsync(request).GetAwaiter().GetResult();
                break;
            case "complete_request" or "inspect_request" or "is_complete_request":
                queues.Add(request.Message, isQuick: false, () => AnswerAsync(request));
                break;
            default:
                queues.Add(request.Message, isQuick: true, () => AnswerAsync(request));
                break;
        }
    }

    private void Execute(KernelRequest request)
    {
        try
        {
            cells.Add(new ExecuteRequest(request, language));
        }
        catch (ArgumentException exception)
        {
            broadcaster.Busy(request.Message);
            request.Reply(Replies.Error(exception));
            broadcaster.Idle(request.Message);
        }
    }

    private async Task AnswerAsync(KernelRequest request)
    {
        var message = request.Message;
        broadcaster.Busy(message);
        try
        {
            if (await ContentAsync(message).ConfigureAwait(false) is { } content)
                request.Reply(content);
        }
        catch (Exception exception)
        {
            // The boundary of the server: whatever happens, who asked is told.
            request.Reply(Replies.Error(exception));
        }
        broadcaster.Idle(message);
        if (message.Type == "shutdown_request")
            end();
    }

    /// <summary>The answer; null for messages that get none.</summary>
    private async Task<JsonObject?> ContentAsync(JupyterMessage message) => message.Type switch
    {
        "kernel_info_request" => KernelInfo.Create(language),
        "complete_request" => await editor.CompleteAsync(message).ConfigureAwait(false),
        "inspect_request" => await editor.InspectAsync(message).ConfigureAwait(false),
        "is_complete_request" => await editor.CheckCompletenessAsync(message).ConfigureAwait(false),
        "history_request" => history.Answer(message.Content),
        "comm_info_request" => Comms(),
        "comm_open" => Refuse(message),
        "comm_msg" or "comm_close" => null,
        "connect_request" => Ports(),
        "interrupt_request" => Interrupt(),
        "shutdown_request" => Shutdown(message),
        var other => throw new NotSupportedException($"The kernel has no request '{other}'; expected one of protocol {MessageWriter.ProtocolVersion}."),
    };

    private static JsonObject Comms()
    {
        var answer = Replies.Ok();
        answer["comms"] = new JsonObject();
        return answer;
    }

    /// <summary>Nothing here takes part in comms: what is opened is closed, which its other end can deal with.</summary>
    private JsonObject? Refuse(JupyterMessage message)
    {
        broadcaster.Publish(message, "comm_close", new JsonObject { ["comm_id"] = message.Content.Text("comm_id") ?? "", ["data"] = new JsonObject() });
        return null;
    }

    private JsonObject Ports()
    {
        var answer = Replies.Ok();
        answer["shell_port"] = connection.ShellPort;
        answer["iopub_port"] = connection.IoPubPort;
        answer["stdin_port"] = connection.StdinPort;
        answer["control_port"] = connection.ControlPort;
        answer["hb_port"] = connection.HeartbeatPort;
        return answer;
    }

    private JsonObject Interrupt()
    {
        cells.Interrupt();
        return Replies.Ok();
    }

    private JsonObject Shutdown(JupyterMessage message)
    {
        JsonObject Content()
        {
            var content = Replies.Ok();
            content["restart"] = message.Content.Flag("restart") ?? false;
            return content;
        }

        broadcaster.Publish(message, "shutdown_reply", Content());
        return Content();
    }
}
