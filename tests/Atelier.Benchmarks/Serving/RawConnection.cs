using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;

namespace Atelier.Benchmarks.Serving;

/// <summary>One kept connection over which ready-made requests are sent: the least that a client can cost.</summary>
public sealed class RawConnection : IDisposable
{
    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[64 * 1024];

    private RawConnection(Socket socket) => _socket = socket;

    /// <summary>Connects.</summary>
    public static async Task<RawConnection> OpenAsync(Uri server)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Parse(server.Host), server.Port)).ConfigureAwait(false);
        return new RawConnection(socket);
    }

    /// <summary>Sends a request and reads its whole answer.</summary>
    /// <returns>The status, and the body, which is valid until the next request.</returns>
    /// <exception cref="IOException">The server has closed the connection.</exception>
    public async ValueTask<(int Status, ReadOnlyMemory<byte> Body)> SendAsync(ReadOnlyMemory<byte> request)
    {
        await _socket.SendAsync(request, SocketFlags.None).ConfigureAwait(false);
        var (count, head, body) = (0, -1, 0);
        while (head < 0 || count < head + body)
        {
            var read = await _socket.ReceiveAsync(_buffer.AsMemory(count), SocketFlags.None).ConfigureAwait(false);
            if (read == 0)
            {
                throw new IOException($"The server closed the connection after {count} bytes of an answer.");
            }

            count += read;
            if (head < 0 && _buffer.AsSpan(0, count).IndexOf("\r\n\r\n"u8) is >= 0 and var end)
            {
                (head, body) = (end + 4, LengthOf(_buffer.AsSpan(0, end + 2)));
            }
        }

        return Utf8Parser.TryParse(_buffer.AsSpan("HTTP/1.1 ".Length, 3), out int status, out _)
            ? (status, _buffer.AsMemory(head, body))
            : throw new IOException("The server's answer has no status.");
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private static int LengthOf(ReadOnlySpan<byte> head)
    {
        var name = "Content-Length: "u8;
        var at = head.IndexOf(name);
        return at >= 0 && Utf8Parser.TryParse(head[(at + name.Length)..], out int length, out _)
            ? length
            : throw new IOException("The server's answer does not tell its length.");
    }
}
