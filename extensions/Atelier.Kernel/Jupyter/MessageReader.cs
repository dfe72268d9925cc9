using System.Text.Json;

namespace Atelier.Kernel;

/// <summary>Makes messages of what came over a socket, or says why that is none. Knows no sockets.</summary>
internal sealed class MessageReader(MessageSigner signer)
{
    private const int Parts = 4;
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 256 };

    /// <summary>Between the identities and the signature.</summary>
    public static ReadOnlySpan<byte> Delimiter => "<IDS|MSG>"u8;

    /// <summary>Reads a message. Buffers after its four parts are ignored.</summary>
    /// <param name="frames">What came: identities, delimiter, signature, header, parent header, metadata, content.</param>
    /// <param name="reason">Why it is no message; empty when it is one.</param>
    /// <returns>The message; null when it is none.</returns>
    public JupyterMessage? Read(IReadOnlyList<byte[]> frames, out string reason)
    {
        var delimiter = 0;
        while (delimiter < frames.Count && !frames[delimiter].AsSpan().SequenceEqual(Delimiter))
            delimiter++;
        if (delimiter == frames.Count)
            return None($"none of its {frames.Count} frames is the delimiter <IDS|MSG>", out reason);
        var first = delimiter + 2;
        if (frames.Count < first + Parts)
            return None($"{frames.Count - delimiter - 1} frames follow its delimiter; expected at least {Parts + 1}", out reason);
        byte[][] parts = [frames[first], frames[first + 1], frames[first + 2], frames[first + 3]];
        if (!signer.IsValid(frames[delimiter + 1], parts))
            return None("its signature is wrong; the front end must use the key of this kernel's connection file", out reason);
        return Read([.. frames.Take(delimiter)], parts, out reason);
    }

    private static JupyterMessage? Read(byte[][] identities, byte[][] parts, out string reason)
    {
        var trees = new JsonElement[Parts];
        for (var i = 0; i < Parts; i++)
        {
            if (Parse(parts[i]) is not { } tree)
                return None($"its {Name(i)} is no JSON object", out reason);
            trees[i] = tree;
        }
        if (trees[0].Text("msg_id") is not { } id || trees[0].Text("msg_type") is not { } type)
            return None("its header has no `msg_id` and `msg_type`", out reason);
        reason = "";
        return new JupyterMessage
        {
            Identities = identities,
            Header = parts[0],
            Id = id,
            Type = type,
            ParentId = trees[1].Text("msg_id"),
            Metadata = trees[2],
            Content = trees[3],
        };
    }

    private static JsonElement? Parse(byte[] part)
    {
        try
        {
            using var json = JsonDocument.Parse(part, Options);
            return json.RootElement.ValueKind == JsonValueKind.Object ? json.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Name(int part) => part switch { 0 => "header", 1 => "parent header", 2 => "metadata", _ => "content" };

    private static JupyterMessage? None(string why, out string reason)
    {
        reason = why;
        return null;
    }
}
