using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NetMQ;
using NetMQ.Sockets;

namespace Atelier.Kernel.Tests;

/// <summary>A front end that speaks the protocol and nothing else.</summary>
internal sealed class ProtocolClient : IDisposable
{
    private static readonly TimeSpan HangGuard = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Nothing = TimeSpan.FromMilliseconds(200);

    private readonly MessageSigner _signer;
    private readonly string _session = Guid.NewGuid().ToString("N");
    private readonly SubscriberSocket _iopub = new();
    private readonly List<ClientMessage> _published = [];
    private int _count;

    public ProtocolClient(ConnectionFile connection)
    {
        _signer = new MessageSigner(connection.Key);
        Shell = Connect(connection.ShellPort);
        Control = Connect(connection.ControlPort);
        Stdin = Connect(connection.StdinPort);
        Heartbeat = Connect(connection.HeartbeatPort);
        _iopub.Options.ReceiveHighWatermark = 0;
        _iopub.Connect($"tcp://127.0.0.1:{connection.IoPubPort}");
        _iopub.SubscribeToAnyTopic();
    }

    public DealerSocket Shell { get; }

    public DealerSocket Control { get; }

    public DealerSocket Stdin { get; }

    public DealerSocket Heartbeat { get; }

    /// <summary>All that was published and received so far.</summary>
    public IReadOnlyList<ClientMessage> Published => _published;

    /// <summary>A connection on free ports of this machine.</summary>
    public static ConnectionFile FreeConnection(string key = "a key")
    {
        var listeners = Enumerable.Range(0, 5).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        foreach (var listener in listeners)
            listener.Start();
        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        foreach (var listener in listeners)
            listener.Dispose();
        return new ConnectionFile
        {
            ShellPort = ports[0],
            ControlPort = ports[1],
            IoPubPort = ports[2],
            StdinPort = ports[3],
            HeartbeatPort = ports[4],
            Key = key,
        };
    }

    /// <summary>Waits until the kernel answers and what it publishes arrives.</summary>
    public void WaitUntilReady()
    {
        Assert.Equal("kernel_info_reply", Ask(Shell, "kernel_info_request").Type);
        // The subscription may reach the kernel after its first messages; such a client asks again.
        for (var tries = 0; ; tries++)
        {
            Assert.True(tries < 200, "Nothing that the kernel publishes arrives.");
            var id = Send(Shell, "kernel_info_request");
            Receive(Shell);
            if (TryReceivePublished(Nothing) is not null)
            {
                Until(id);
                _published.Clear();
                return;
            }
        }
    }

    /// <summary>Sends a request and returns its id.</summary>
    public string Send(NetMQSocket socket, string type, JsonObject? content = null, JsonObject? metadata = null, JsonElement? parent = null)
    {
        var id = $"{_session}_{(++_count).ToString(CultureInfo.InvariantCulture)}";
        socket.SendMultipartBytes(Frames(id, type, content, metadata, parent));
        return id;
    }

    /// <summary>A message as it goes over the socket.</summary>
    public List<byte[]> Frames(string id, string type, JsonObject? content = null, JsonObject? metadata = null, JsonElement? parent = null)
    {
        var header = new JsonObject
        {
            ["msg_id"] = id,
            ["msg_type"] = type,
            ["session"] = _session,
            ["username"] = "test",
            ["date"] = "2026-01-02T03:04:05.678901Z",
            ["version"] = "5.4",
        };
        byte[][] parts =
        [
            Bytes(header), parent is { } given ? Encoding.UTF8.GetBytes(given.GetRawText()) : "{}"u8.ToArray(),
            Bytes(metadata ?? []), Bytes(content ?? []),
        ];
        return ["<IDS|MSG>"u8.ToArray(), _signer.Sign(parts), .. parts];
    }

    /// <summary>Sends a request and waits for the next answer on that channel.</summary>
    public ClientMessage Ask(NetMQSocket socket, string type, JsonObject? content = null, JsonObject? metadata = null)
    {
        var id = Send(socket, type, content, metadata);
        var answer = Receive(socket);
        Assert.Equal(id, answer.ParentId);
        return answer;
    }

    public string SendCell(string code, JsonObject? more = null, JsonObject? metadata = null)
    {
        var content = new JsonObject { ["code"] = code };
        foreach (var (name, value) in more ?? [])
            content[name] = value?.DeepClone();
        return Send(Shell, "execute_request", content, metadata);
    }

    /// <summary>Runs a cell; returns its reply and what was published for it, without the states.</summary>
    public (ClientMessage Reply, ClientMessage[] Outputs) Run(string code, JsonObject? more = null, JsonObject? metadata = null)
    {
        var id = SendCell(code, more, metadata);
        var reply = Receive(Shell);
        Assert.Equal(id, reply.ParentId);
        return (reply, [.. Until(id).Where(message => message.Type != "status")]);
    }

    public ClientMessage Receive(NetMQSocket socket)
    {
        var frames = new List<byte[]>();
        if (!socket.TryReceiveMultipartBytes(HangGuard, ref frames))
        {
            while (TryReceivePublished(Nothing) is { } message)
                _published.Add(message);
            Assert.Fail($"No message came. Published: {string.Join('\n', _published)}");
        }
        return Read(frames);
    }

    /// <summary>Whether nothing comes for a moment.</summary>
    public static bool IsQuiet(NetMQSocket socket)
    {
        var frames = new List<byte[]>();
        return !socket.TryReceiveMultipartBytes(Nothing, ref frames);
    }

    /// <summary>What was published for a request, until the kernel is idle again.</summary>
    public IReadOnlyList<ClientMessage> Until(string id)
    {
        while (!_published.Exists(message => message.ParentId == id && message.State == "idle"))
            _published.Add(TryReceivePublished(HangGuard) ?? throw new TimeoutException("The kernel does not get idle."));
        return [.. _published.Where(message => message.ParentId == id)];
    }

    /// <summary>Waits for something to be published.</summary>
    public ClientMessage UntilPublished(Func<ClientMessage, bool> isWanted)
    {
        while (true)
        {
            if (_published.Find(message => isWanted(message)) is { } found)
                return found;
            _published.Add(TryReceivePublished(HangGuard) ?? throw new TimeoutException("What was expected is not published."));
        }
    }

    public void Dispose()
    {
        foreach (var socket in new NetMQSocket[] { Shell, Control, Stdin, Heartbeat, _iopub })
        {
            socket.Options.Linger = TimeSpan.Zero;
            socket.Dispose();
        }
    }

    private DealerSocket Connect(int port)
    {
        var socket = new DealerSocket();
        // All channels of a front end have one identity: questions find the way back by it.
        socket.Options.Identity = Encoding.UTF8.GetBytes(_session);
        socket.Connect($"tcp://127.0.0.1:{port}");
        return socket;
    }

    private ClientMessage? TryReceivePublished(TimeSpan patience)
    {
        var frames = new List<byte[]>();
        return _iopub.TryReceiveMultipartBytes(patience, ref frames) ? Read(frames) : null;
    }

    private ClientMessage Read(List<byte[]> frames)
    {
        var delimiter = frames.FindIndex(frame => frame.AsSpan().SequenceEqual("<IDS|MSG>"u8));
        byte[][] parts = [.. frames.Skip(delimiter + 2)];
        Assert.Equal(4, parts.Length);
        Assert.True(_signer.IsValid(frames[delimiter + 1], parts), "The kernel's signature is wrong.");
        var trees = parts.Select(part => JsonDocument.Parse(part).RootElement).ToArray();
        return new ClientMessage(trees[0].GetProperty("msg_type").GetString()!, trees[0], trees[1], trees[2], trees[3]);
    }

    private static byte[] Bytes(JsonNode json) => Encoding.UTF8.GetBytes(json.ToJsonString());
}
