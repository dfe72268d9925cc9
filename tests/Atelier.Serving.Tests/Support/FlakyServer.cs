using System.Net;
using System.Net.Sockets;

namespace Atelier.Serving.Tests;

/// <summary>A line to a server on which some connections break: at once, or in the middle of the answer.</summary>
internal sealed class FlakyServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Uri _behind;
    private readonly Task _running;
    private int _connections;

    public FlakyServer(Uri behind, Func<int, Break> script)
    {
        _behind = behind;
        _listener.Start();
        _running = RunAsync(script);
    }

    public enum Break
    {
        Never,
        AtOnce,
        InTheAnswer,
    }

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public int Connections => _connections;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _running;
        _end.Dispose();
    }

    private async Task RunAsync(Func<int, Break> script)
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_end.Token);
                open.Add(ServeAsync(client, script(_connections++)));
            }
        }
        catch (Exception) when (_end.IsCancellationRequested)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task ServeAsync(TcpClient client, Break way)
    {
        using (client)
        {
            // Without lingering, closing resets the connection.
            client.LingerState = new LingerOption(true, 0);
            if (way == Break.AtOnce)
            {
                return;
            }

            try
            {
                using var server = new TcpClient();
                await server.ConnectAsync(_behind.Host, _behind.Port, _end.Token);
                var (near, far) = (client.GetStream(), server.GetStream());
                if (way == Break.Never)
                {
                    await Task.WhenAny(near.CopyToAsync(far, _end.Token), far.CopyToAsync(near, _end.Token));
                    return;
                }

                var asking = near.CopyToAsync(far, _end.Token);
                var answer = new byte[16_384];
                var read = await far.ReadAsync(answer, _end.Token);
                await near.WriteAsync(answer.AsMemory(0, Math.Max(0, read - 5)), _end.Token);
                client.LingerState = new LingerOption(false, 0); // what was sent arrives, then the end
            }
            catch (Exception error) when (
                error is IOException or SocketException or InvalidOperationException or OperationCanceledException)
            {
                // The one side or the other hung up.
            }
        }
    }
}
