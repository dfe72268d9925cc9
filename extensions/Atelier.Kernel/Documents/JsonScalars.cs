using System.Text.Json;
using System.Text.Unicode;

namespace Atelier.Kernel;

/// <summary>Finds text in JSON that cannot be turned into strings, before lazy readers stumble over it.</summary>
internal static class JsonScalars
{
    /// <summary>False when a string holds bytes that are no UTF-8, or half of a surrogate pair as <c>\u</c> escapes.</summary>
    /// <param name="content">JSON, or what claims to be it: other faults are not this method's business.</param>
    /// <param name="maxDepth">How deep objects and lists may nest.</param>
    /// <param name="position">Where the unreadable text starts, in bytes.</param>
    public static bool AreReadable(ReadOnlySpan<byte> content, int maxDepth, out long position)
    {
        if (!Utf8.IsValid(content))
        {
            position = FirstInvalid(content);
            return false;
        }
        var reader = new Utf8JsonReader(content, new JsonReaderOptions { MaxDepth = maxDepth });
        position = 0;
        try
        {
            while (reader.Read())
            {
                position = reader.TokenStartIndex;
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
                    reader.GetString();
            }
        }
        catch (JsonException)
        {
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
        return true;
    }

    /// <summary>Where the first bytes that are no UTF-8 start; there must be some.</summary>
    public static int FirstInvalid(ReadOnlySpan<byte> content)
    {
        Span<char> buffer = stackalloc char[256];
        for (var position = 0; ;)
        {
            var status = Utf8.ToUtf16(content[position..], buffer, out var read, out _, replaceInvalidSequences: false);
            position += read;
            if (status != System.Buffers.OperationStatus.DestinationTooSmall)
                return position;
        }
    }
}
