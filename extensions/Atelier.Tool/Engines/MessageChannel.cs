using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Atelier.Tool;

/// <summary>JSON objects over a stream, each after its length in bytes. Any thread may write, one at a time may read.</summary>
/// <remarks>Half a surrogate pair cannot stand in JSON and becomes the replacement character U+FFFD.</remarks>
internal sealed class MessageChannel(Stream stream)
{
    private const int HeaderLength = sizeof(int);

    /// <summary>As deep as the writer goes.</summary>
    private static readonly JsonDocumentOptions ReadOptions = new() { MaxDepth = 1000 };

    private static readonly JsonWriterOptions WriteOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly Lock _gate = new();

    /// <summary>Writes a message, and waits while the other side does not read.</summary>
    /// <returns>False when nobody is there to read it.</returns>
    public bool TryWrite(JsonObject message)
    {
        using var frame = new MemoryStream();
        frame.Write(stackalloc byte[HeaderLength]);
        using (var writer = new Utf8JsonWriter(frame, WriteOptions))
            message.WriteTo(writer);
        BinaryPrimitives.WriteInt32LittleEndian(frame.GetBuffer(), (int)frame.Length - HeaderLength);
        try
        {
            lock (_gate)
                stream.Write(frame.GetBuffer(), 0, (int)frame.Length);
            return true;
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>Reads the next message; null when the other side has gone.</summary>
    public async Task<JsonObject?> ReadAsync()
    {
        try
        {
            var header = new byte[HeaderLength];
            await stream.ReadExactlyAsync(header).ConfigureAwait(false);
            var content = new byte[BinaryPrimitives.ReadInt32LittleEndian(header)];
            await stream.ReadExactlyAsync(content).ConfigureAwait(false);
            return JsonNode.Parse(content, documentOptions: ReadOptions)!.AsObject();
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // A side that dies may leave a message half written; that is its end as well.
            return null;
        }
    }
}
