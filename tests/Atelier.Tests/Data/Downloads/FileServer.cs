using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Atelier.Tests.Data.Downloads;

/// <summary>A server on this machine that answers as it is told, well or badly.</summary>
internal sealed class FileServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<ServerRequest, int, ServerReply> _answer;
    private readonly Task _running;

    /// <param name="answer">Gets each request and its number from 0.</param>
    public FileServer(Func<ServerRequest, int, ServerReply> answer)
    {
        _answer = answer;
        _listener.Start();
        _running = Task.Run(RunAsync);
    }

    public ConcurrentQueue<ServerRequest> Requests { get; } = new();

    public Uri Url(string path = "file.bin") => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/{path}");

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        _running.Wait();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        var clients = new List<Task>();
        try
        {
            while (true)
            {
                clients.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or InvalidOperationException)
        {
            await Task.WhenAll(clients);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var request = await ReadAsync(stream);
                if (request is null)
                {
                    return;
                }

                var number = Requests.Count;
                Requests.Enqueue(request);
                var reply = _answer(request, number);
                await reply.Before.WaitAsync(_stop.Token);
                await stream.WriteAsync(Encoding.ASCII.GetBytes(reply.Head), _stop.Token);
                await stream.WriteAsync(reply.Body.AsMemory(0, reply.CutAfter ?? reply.Body.Length), _stop.Token);
                await stream.FlushAsync(_stop.Token);
                reply.Sent.TrySetResult();
                await reply.After.WaitAsync(_stop.Token);
            }
            catch (Exception error) when (error is IOException or OperationCanceledException or SocketException)
            {
                // The client went away, or the test is over.
            }
        }
    }

    private async Task<ServerRequest?> ReadAsync(NetworkStream stream)
    {
        var text = new StringBuilder();
        var one = new byte[1];
        while (!text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0)
            {
                return null;
            }

            text.Append((char)one[0]);
        }

        var lines = text.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines.Skip(1).Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
        return new ServerRequest(lines[0].Split(' ')[1], headers.GetValueOrDefault("Range"), headers.GetValueOrDefault("If-Range"));
    }
}
