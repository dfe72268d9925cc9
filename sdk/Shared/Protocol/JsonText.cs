using System.Text.Json;

namespace Atelier;

/// <summary>A JSON text and its reader, which long flat arrays of numbers may be read past of.</summary>
internal ref struct JsonText
{
    /// <summary>The reader, which stands somewhere in the text.</summary>
    public Utf8JsonReader Reader;

    private ReadOnlySpan<byte> _text;

    /// <summary>A whole text, before its first token.</summary>
    public JsonText(ReadOnlySpan<byte> text)
    {
        _text = text;
        Reader = new Utf8JsonReader(text);
    }

    /// <summary>Reads a flat array of plain numbers at several times the speed of the reader, which must stand on the array's start.</summary>
    /// <param name="data">As many elements as the array is expected to have.</param>
    /// <returns>
    /// True with the reader on the array's end. False, with the reader where it was, where the array is of another length, nested, or holds anything but such numbers
    /// in their usual form: the reader then finds out what it is.
    /// </returns>
    public bool TryReadNumbers<T, TElement>(Span<T> data)
        where TElement : IJsonElement<T>
    {
        var text = _text[(int)Reader.BytesConsumed..];
        var at = SkipSpace(text, 0);
        for (var i = 0; i < data.Length; i++)
        {
            if (i > 0)
            {
                if (at == text.Length || text[at] != ',')
                {
                    return false;
                }

                at = SkipSpace(text, at + 1);
            }

            if (!TElement.TryScan(text[at..], out data[i], out var length))
            {
                return false;
            }

            at = SkipSpace(text, at + length);
        }

        if (at == text.Length || text[at] != ']')
        {
            return false;
        }

        // A reader in the state of this one, to which the array looks empty.
        _text = text[at..];
        Reader = new Utf8JsonReader(_text, isFinalBlock: true, Reader.CurrentState);
        return Reader.Read();
    }

    private static int SkipSpace(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length && text[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            at++;
        }

        return at;
    }
}
