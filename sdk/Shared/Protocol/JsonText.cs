using System.Numerics;
using System.Runtime.Intrinsics;
using System.Text.Json;

namespace Atelier;

/// <summary>A JSON text and its reader, which long flat arrays of numbers may be read past of.</summary>
internal ref struct JsonText
{
    /// <summary>The reader, which stands somewhere in the text.</summary>
    public Utf8JsonReader Reader;

    private const int CommasWidth = 64;

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
        var at = 0;
        for (var i = 0; i < data.Length;)
        {
            // The commas of the next bytes at once, so that no number waits for the one before it to be read.
            var commas = text.Length - at < CommasWidth ? 0 : Commas(text.Slice(at, CommasWidth));
            var start = at;
            for (; commas != 0 && i < data.Length - 1; commas &= commas - 1, i++)
            {
                var comma = at + BitOperations.TrailingZeroCount(commas);
                start += text[start] == ' ' ? 1 : 0;
                if (!(JsonNumber.TryScanSmall(text[start..], comma - start, out var small) && TElement.TryFromSmall(small, out data[i]))
                    && !(TryScan<T, TElement>(text, ref start, out data[i]) && start == comma))
                {
                    return false;
                }

                start = comma + 1;
            }

            if (start == at)
            {
                // The last number, one of very many digits, or one at the end of the text.
                if (!TryScan<T, TElement>(text, ref at, out data[i]) || (i < data.Length - 1 && (at == text.Length || text[at++] != ',')))
                {
                    return false;
                }

                i++;
            }
            else
            {
                at = start;
            }
        }

        at = SkipSpace(text, at);
        if (at == text.Length || text[at] != ']')
        {
            return false;
        }

        // A reader in the state of this one, to which the array looks empty.
        _text = text[at..];
        Reader = new Utf8JsonReader(_text, isFinalBlock: true, Reader.CurrentState);
        return Reader.Read();
    }

    /// <summary>Where the commas are in <see cref="CommasWidth"/> bytes, as bits.</summary>
    private static ulong Commas(ReadOnlySpan<byte> text)
    {
        var comma = Vector256.Create((byte)',');
        var low = Vector256.Equals(Vector256.Create(text), comma).ExtractMostSignificantBits();
        var high = Vector256.Equals(Vector256.Create(text[Vector256<byte>.Count..]), comma).ExtractMostSignificantBits();
        return low | ((ulong)high << Vector256<byte>.Count);
    }

    /// <summary>Reads an element with the space around it.</summary>
    private static bool TryScan<T, TElement>(ReadOnlySpan<byte> text, ref int at, out T value)
        where TElement : IJsonElement<T>
    {
        at = SkipSpace(text, at);
        var isRead = TElement.TryScan(text[at..], out value, out var length);
        at = SkipSpace(text, at + length);
        return isRead;
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
