using NetMQ;

namespace Atelier.Kernel;

/// <summary>A bound socket with a thread of its own, the only one that touches it.</summary>
/// <remarks>What others want of the socket is queued and done in order between the messages that come.</remarks>
internal sealed class MessageChannel : IDisposable
{
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(1);

    private readonly string _name;
    private readonly NetMQSocket _socket;
    private readonly NetMQQueue<Action> _work = new();
    private readonly NetMQPoller _poller;
    private readonly Thread _thread;
    private readonly Action<MessageChannel, List<byte[]>>? _received;
    private readonly Action<string> _log;

    /// <param name="name">What the channel is called.</param>
    /// <param name="socket">The socket, which the channel owns from now on.</param>
    /// <param name="address">Where it listens.</param>
    /// <param name="received">Takes what comes, on the channel's thread; null where nothing comes.</param>
    /// <param name="log">Told of what went wrong.</param>
    /// <exception cref="IOException">The address cannot be listened on.</exception>
    public MessageChannel(string name, NetMQSocket socket, string address, Action<MessageChannel, List<byte[]>>? received, Action<string> log)
    {
        (_name, _socket, _received, _log) = (name, socket, received, log);
        socket.Options.Linger = Linger;
        // Nothing is dropped: a front end that is slow for a moment must not lose outputs.
        socket.Options.SendHighWatermark = 0;
        socket.Options.ReceiveHighWatermark = 0;
        try
        {
            socket.Options.IPv4Only = !address.Contains('[', StringComparison.Ordinal);
            socket.Bind(address);
        }
        catch (Exception exception) when (exception is NetMQException or System.Net.Sockets.SocketException or ArgumentException)
        {
            _work.Dispose();
            socket.Dispose();
            throw new IOException(
                $"The {name} channel cannot listen on {address}: {exception.Message} Expected a free port of this machine. Let the front end start the kernel again.",
                exception);
        }
        _poller = received is null ? [_work] : [_work, socket];
        _work.ReceiveReady += (_, _) => Work();
        if (received is not null)
            socket.ReceiveReady += (_, _) => Receive();
        _thread = new Thread(_poller.Run) { Name = $"Atelier {name}", IsBackground = true };
    }

    /// <summary>Begins to receive and send.</summary>
    public void Start() => _thread.Start();

    /// <summary>Sends frames after those that were given before.</summary>
    public void Send(List<byte[]> frames) => Post(() => _socket.SendMultipartBytes(frames));

    /// <summary>Sends frames after those that were given before; fails if nobody is there to receive them.</summary>
    public Task SendAsync(List<byte[]> frames)
    {
        var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(() =>
        {
            try
            {
                _socket.SendMultipartBytes(frames);
                sent.SetResult();
            }
            catch (NetMQException exception)
            {
                sent.SetException(exception);
            }
        });
        return sent.Task;
    }

    /// <summary>Completes when all has been received that had come before the call.</summary>
    public Task CatchUpAsync()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(() =>
        {
            Receive();
            done.SetResult();
        });
        return done.Task;
    }

    /// <summary>Sends what waits and ends. Not to be called on the channel's own thread.</summary>
    public void Dispose()
    {
        if (_thread.IsAlive)
        {
            Post(_poller.StopAsync);
            // A thread that does not end keeps its socket; the process ends soon.
            if (!_thread.Join(EndPatience))
                return;
        }
        _poller.Dispose();
        _work.Dispose();
        _socket.Dispose();
    }

    private void Post(Action work)
    {
        try
        {
            _work.Enqueue(work);
        }
        catch (Exception exception) when (exception is ObjectDisposedException or TerminatingException)
        {
            // The kernel has ended meanwhile; nobody listens any more.
        }
    }

    private void Work()
    {
        while (_work.TryDequeue(out var work, TimeSpan.Zero))
            Guard(work);
    }

    private void Receive()
    {
        var frames = new List<byte[]>();
        while (_received is not null && _socket.TryReceiveMultipartBytes(TimeSpan.Zero, ref frames))
        {
            var message = frames;
            Guard(() => _received(this, message));
            frames = [];
        }
    }

    private void Guard(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception)
        {
            // The boundary of the channel: whatever one message does, the next is served.
            _log($"{_name}: {exception}");
        }
    }
}
