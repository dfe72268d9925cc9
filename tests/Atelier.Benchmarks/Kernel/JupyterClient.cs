using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NetMQ;
using NetMQ.Sockets;

namespace Atelier.Benchmarks.Kernel;

/// <summary>As much of a Jupyter client as the measurements need: requests, their replies and the outputs in between.</summary>
public sealed class JupyterClient : IDisposable
{
    private static readonly TimeSpan Reconnect = TimeSpan.FromMilliseconds(10);

    private readonly DealerSocket _shell = new();
    private readonly DealerSocket _control = new();
    private readonly SubscriberSocket _outputs = new();
    private readonly byte[] _key;
    private readonly string _session = $"{Guid.NewGuid():N}";

    /// <summary>Connects, before or after the kernel listens.</summary>
    public JupyterClient(ConnectionFile connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        _key = Encoding.UTF8.GetBytes(connection.Key);
        foreach (var (socket, address) in new (NetMQSocket, string)[] { (_shell, connection.Shell), (_control, connection.Control), (_outputs, connection.Outputs) })
        {
            socket.Options.Linger = TimeSpan.Zero;
            socket.Options.ReconnectInterval = Reconnect;
            socket.Connect(address);
        }

        _outputs.SubscribeToAnyTopic();
    }

    /// <summary>Sends a request on the shell channel and waits for its reply.</summary>
    /// <exception cref="TimeoutException">The kernel did not answer.</exception>
    public JupyterReply Ask(string type, JsonObject content, TimeSpan? patience = null) => Wait(Send(_shell, type, content), type, patience);

    /// <summary>Sends a request on the shell channel.</summary>
    /// <returns>Its id, to wait for with <see cref="Wait"/>.</returns>
    public string Post(string type, JsonObject content) => Send(_shell, type, content);

    /// <summary>Sends a request on the control channel; its reply is not waited for.</summary>
    public void PostControl(string type) => Send(_control, type, []);

    /// <summary>Runs a cell.</summary>
    public JupyterReply Execute(string code, TimeSpan? patience = null) => Wait(PostCell(code), code, patience);

    /// <summary>Asks for a cell to be run.</summary>
    public string PostCell(string code) => Post("execute_request", new JsonObject
    {
        ["code"] = code,
        ["silent"] = false,
        ["store_history"] = true,
        ["user_expressions"] = new JsonObject(),
        ["allow_stdin"] = false,
        ["stop_on_error"] = true,
    });

    /// <summary>Waits for the reply of a request and for the kernel to be idle again after it.</summary>
    /// <exception cref="TimeoutException">The kernel did not answer.</exception>
    public JupyterReply Wait(string id, string what, TimeSpan? patience = null)
    {
        var limit = patience ?? TimeSpan.FromSeconds(60);
        var clock = Stopwatch.StartNew();
        JsonNode? reply = null;
        var outputs = new List<(string Type, JsonNode Content)>();
        // An output that was sent before the subscription reached the kernel is lost, its idle state included.
        TimeSpan? repliedAt = null;
        while (reply is null || (outputs.All(output => !IsIdle(output)) && clock.Elapsed - repliedAt < TimeSpan.FromSeconds(1)))
        {
            if (clock.Elapsed > limit)
            {
                throw new TimeoutException($"no reply within {limit.TotalSeconds:0} s to: {what}");
            }

            if (Receive(_shell, id) is { } answer)
            {
                (reply, repliedAt) = (answer.Content, clock.Elapsed);
            }
            else if (Receive(_outputs, id) is { } output)
            {
                outputs.Add(output);
            }
            else
            {
                Thread.Sleep(1);
            }
        }

        return new JupyterReply(reply, outputs);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _shell.Dispose();
        _control.Dispose();
        _outputs.Dispose();
    }

    private static bool IsIdle((string Type, JsonNode Content) output) =>
        output.Type == "status" && (string?)output.Content["execution_state"] == "idle";

    private string Send(NetMQSocket socket, string type, JsonObject content)
    {
        var id = $"{Guid.NewGuid():N}";
        var header = new JsonObject
        {
            ["msg_id"] = id,
            ["session"] = _session,
            ["username"] = "benchmark",
            ["date"] = DateTime.UtcNow.ToString("O"),
            ["msg_type"] = type,
            ["version"] = "5.4",
        };
        byte[][] parts = [.. new[] { header, [], [], content }.Select(part => JsonSerializer.SerializeToUtf8Bytes(part))];
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        foreach (var part in parts)
        {
            hash.AppendData(part);
        }

        var message = new NetMQMessage();
        message.Append("<IDS|MSG>");
        message.Append(Convert.ToHexStringLower(hash.GetHashAndReset()));
        foreach (var part in parts)
        {
            message.Append(part);
        }

        socket.SendMultipartMessage(message);
        return id;
    }

    /// <summary>The next message of a socket, if there is one and it answers that request; others are dropped.</summary>
    private static (string Type, JsonNode Content)? Receive(NetMQSocket socket, string request)
    {
        NetMQMessage? message = null;
        while (socket.TryReceiveMultipartMessage(ref message))
        {
            var start = 0;
            while (start < message!.FrameCount && message[start].ConvertToString() != "<IDS|MSG>")
            {
                start++;
            }

            if (start + 5 < message.FrameCount
                && (string?)JsonNode.Parse(message[start + 3].ToByteArray())?["msg_id"] == request)
            {
                return ((string)JsonNode.Parse(message[start + 2].ToByteArray())!["msg_type"]!, JsonNode.Parse(message[start + 5].ToByteArray())!);
            }
        }

        return null;
    }
}
