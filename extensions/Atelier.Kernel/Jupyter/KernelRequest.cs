using System.Text.Json.Nodes;

namespace Atelier.Kernel;

/// <summary>A request and the way back to who sent it.</summary>
internal sealed class KernelRequest(JupyterMessage message, MessageChannel channel, MessageWriter writer)
{
    private const string RequestEnd = "_request";

    public JupyterMessage Message => message;

    /// <summary>The type of the answer: <c>execute_reply</c> for <c>execute_request</c>.</summary>
    public string ReplyType => (message.Type.EndsWith(RequestEnd, StringComparison.Ordinal) ? message.Type[..^RequestEnd.Length] : message.Type) + "_reply";

    public void Reply(JsonObject content, JsonObject? metadata = null) =>
        channel.Send(writer.Write(message.Identities, ReplyType, message, content, metadata));
}
