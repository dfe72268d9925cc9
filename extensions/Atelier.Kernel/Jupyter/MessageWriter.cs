using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Atelier.Kernel;

/// <summary>Makes the frames of the messages that the kernel sends.</summary>
internal sealed class MessageWriter(MessageSigner signer)
{
    public const string ProtocolVersion = "5.4";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private static readonly byte[] Delimiter = MessageReader.Delimiter.ToArray();
    private static readonly byte[] Empty = "{}"u8.ToArray();
    private int _count;

    /// <summary>Names this run of the kernel.</summary>
    public string Session { get; } = Guid.NewGuid().ToString("N");

    /// <summary>An id for the next message.</summary>
    public string NextId() => $"{Session}_{Interlocked.Increment(ref _count).ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Writes a message.</summary>
    /// <param name="identities">Whom it goes to, or its topic.</param>
    /// <param name="type">What it is.</param>
    /// <param name="parent">What it answers or was caused by; null for nothing.</param>
    /// <param name="content">What it says.</param>
    /// <param name="metadata">What is said beside that.</param>
    /// <param name="id">The message's own id; null for a new one.</param>
    public List<byte[]> Write(
        IEnumerable<byte[]> identities, string type, JupyterMessage? parent, JsonObject content, JsonObject? metadata = null, string? id = null)
    {
        var header = new JsonObject
        {
            ["msg_id"] = id ?? NextId(),
            ["session"] = Session,
            ["username"] = "kernel",
            ["date"] = DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
            ["msg_type"] = type,
            ["version"] = ProtocolVersion,
        };
        byte[][] parts = [Bytes(header), parent?.Header ?? Empty, metadata is null ? Empty : Bytes(metadata), Bytes(content)];
        return [.. identities, Delimiter, signer.Sign(parts), .. parts];
    }

    private static byte[] Bytes(JsonObject json)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Options))
            json.WriteTo(writer);
        return stream.ToArray();
    }
}
