using NetMQ;
using NetMQ.Sockets;

namespace Atelier.Kernel;

/// <summary>The channels of a kernel and what stands behind them.</summary>
internal sealed class KernelServer : IDisposable
{
    private static readonly TimeSpan EngineEnd = TimeSpan.FromSeconds(2);

    private readonly ConnectionFile _connection;
    private readonly JupyterKernelOptions _options;
    private readonly MessageReader _reader;
    private readonly MessageWriter _writer;
    private readonly Broadcaster _broadcaster;
    private readonly CellQuestions _questions;
    private readonly EngineStart _engine;
    private readonly ExecutionQueue _cells;
    private readonly RequestDispatcher _dispatcher;
    private readonly List<MessageChannel> _channels = [];
    private readonly ManualResetEventSlim _end = new();

    /// <exception cref="IOException">A port cannot be listened on.</exception>
    public KernelServer(ConnectionFile connection, JupyterKernelOptions options)
    {
        (_connection, _options) = (connection, options);
        var signer = new MessageSigner(connection.Key);
        (_reader, _writer, _engine) = (new MessageReader(signer), new MessageWriter(signer), new EngineStart(options));
        (_broadcaster, _questions) = (new Broadcaster(_writer), new CellQuestions(_writer, options.Log));
        var history = new ExecutionHistory();
        var executor = new CellExecutor(() => _engine.Engine, _broadcaster, _questions, history);
        _cells = new ExecutionQueue(executor.RunAsync, executor.Abort, executor.Fail, CatchUpAsync);
        _dispatcher = new RequestDispatcher(
            connection, options.Language, _broadcaster, _cells, history, new EditorAnswers(_engine.FindServicesAsync, options.Language), End);
        try
        {
            Open();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Serves until the end is asked for, then ends the engine.</summary>
    public void Run()
    {
        foreach (var channel in _channels)
            channel.Start();
        _broadcaster.Starting();
        _engine.Begin();
        _end.Wait();
        _cells.Interrupt();
        _engine.End(EngineEnd);
    }

    /// <summary>Asks for the end.</summary>
    public void End() => _end.Set();

    /// <summary>Interrupts the cell that runs.</summary>
    public void Interrupt() => _cells.Interrupt();

    public void Dispose()
    {
        foreach (var channel in _channels)
            channel.Dispose();
    }

    private void Open()
    {
        Add("heartbeat", Router(), _connection.HeartbeatPort, (channel, frames) => channel.Send(frames));
        _broadcaster.Channel = Add("iopub", new PublisherSocket(), _connection.IoPubPort, null);
        AddRequests("control", _connection.ControlPort);
        var stdin = Router();
        // A question to a front end that does not listen fails, rather than being dropped.
        stdin.Options.RouterMandatory = true;
        _questions.Channel = Add("stdin", stdin, _connection.StdinPort, (_, frames) => WithMessage("stdin", frames, _questions.Receive));
        AddRequests("shell", _connection.ShellPort);
    }

    /// <summary>A front end that connects again, under the same identity, takes the place of its old connection.</summary>
    private static RouterSocket Router()
    {
        var socket = new RouterSocket();
        socket.Options.RouterHandover = true;
        return socket;
    }

    private void AddRequests(string name, int port)
    {
        var queues = new RequesterQueues();
        Add(name, Router(), port, (channel, frames) =>
            WithMessage(name, frames, message => _dispatcher.Receive(new KernelRequest(message, channel, _writer), queues)));
    }

    private MessageChannel Add(string name, NetMQSocket socket, int port, Action<MessageChannel, List<byte[]>>? received)
    {
        var host = _connection.Ip.Contains(':', StringComparison.Ordinal) ? $"[{_connection.Ip}]" : _connection.Ip;
        var channel = new MessageChannel(name, socket, $"tcp://{host}:{port}", received, _options.Log);
        _channels.Add(channel);
        return channel;
    }

    private void WithMessage(string channel, List<byte[]> frames, Action<JupyterMessage> receive)
    {
        if (_reader.Read(frames, out var reason) is { } message)
            receive(message);
        else
            _options.Log($"{channel}: a message was dropped: {reason}.");
    }

    private async Task CatchUpAsync()
    {
        foreach (var channel in _channels)
            await channel.CatchUpAsync().ConfigureAwait(false);
    }
}
