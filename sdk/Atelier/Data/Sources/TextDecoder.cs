using System.Text;
using System.Text.Unicode;

namespace Atelier.Data;

/// <summary>Turns the bytes of a text file into text, and refuses those that are none.</summary>
/// <param name="Encoding">The encoding.</param>
/// <param name="Mark">The bytes of the byte order mark.</param>
/// <param name="UnitBytes">The bytes of one code unit: 1, or 2 in UTF-16.</param>
internal sealed record TextDecoder(Encoding Encoding, int Mark, int UnitBytes)
{
    private const int Utf8Page = 65001;
    private const int Utf16Page = 1200;
    private const int Utf16BigEndianPage = 1201;
    private const int Latin1Page = 28591;
    private const int AsciiPage = 20127;

    private static readonly Encoding StrictUtf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);

    public bool IsBigEndian => Encoding.CodePage == Utf16BigEndianPage;

    public static bool IsKnown(Encoding encoding) => encoding.CodePage is Utf8Page or Utf16Page or Utf16BigEndianPage or Latin1Page or AsciiPage;

    /// <summary>The decoder for a file that begins with these bytes.</summary>
    public static TextDecoder Of(ReadOnlySpan<byte> start, Encoding otherwise) => start switch
    {
        [0xEF, 0xBB, 0xBF, ..] => new TextDecoder(StrictUtf8, 3, 1),
        [0xFF, 0xFE, ..] => new TextDecoder(Encoding.Unicode, 2, 2),
        [0xFE, 0xFF, ..] => new TextDecoder(Encoding.BigEndianUnicode, 2, 2),
        _ => otherwise.CodePage switch
        {
            Utf8Page => new TextDecoder(StrictUtf8, 0, 1),
            Utf16Page => new TextDecoder(Encoding.Unicode, 0, 2),
            Utf16BigEndianPage => new TextDecoder(Encoding.BigEndianUnicode, 0, 2),
            _ => new TextDecoder(otherwise, 0, 1),
        },
    };

    /// <summary>The text of bytes that <see cref="FindWrong"/> found nothing wrong with.</summary>
    public string Decode(ReadOnlySpan<byte> bytes) => Encoding.GetString(bytes);

    /// <summary>Finds what is no text.</summary>
    /// <param name="bytes">A stretch of the file that begins with a whole character; one may be cut at the end.</param>
    /// <param name="last">Whether the file ends here.</param>
    /// <param name="used">The bytes up to the cut character.</param>
    /// <returns>Where the first wrong byte is, or -1.</returns>
    public int FindWrong(ReadOnlySpan<byte> bytes, bool last, out int used)
    {
        used = bytes.Length;
        if (UnitBytes == 2)
        {
            used -= used % 2;
            return last && used < bytes.Length ? used : -1;
        }

        var zero = bytes.IndexOf((byte)0);
        if (Encoding.CodePage != Utf8Page)
        {
            return zero >= 0 || Encoding.CodePage == Latin1Page ? zero : bytes.IndexOfAnyInRange((byte)0x80, (byte)0xFF);
        }

        if (!last)
        {
            used -= CutBytes(bytes);
        }

        if (Utf8.IsValid(bytes[..used]))
        {
            return zero;
        }

        var wrong = 0;
        for (var rest = bytes[..used]; Rune.DecodeFromUtf8(rest, out _, out var length) == System.Buffers.OperationStatus.Done; rest = rest[length..])
        {
            wrong += length;
        }

        return zero >= 0 ? Math.Min(zero, wrong) : wrong;
    }

    /// <summary>What is wrong with a file and what to do about it.</summary>
    public InvalidDataException Wrong(string path, string place, byte value) => new(
        UnitBytes == 2
            ? $"`{path}` ends within a character of UTF-16 ({place}): it is truncated, or in another encoding. Name it in TextFileOptions.Encoding."
            : value == 0
                ? $"`{path}` holds a zero byte in {place}: it is no text, or in UTF-16 without a byte order mark. For the latter set "
                    + "TextFileOptions.Encoding to Encoding.Unicode."
                : $"`{path}` holds the byte {value:X2} in {place}, which is not {(Encoding.CodePage == Utf8Page ? "UTF-8" : "ASCII")}. "
                    + "If the text is in another encoding, name it in TextFileOptions.Encoding, such as Encoding.Latin1.");

    /// <summary>The bytes of a character that is cut at the end.</summary>
    private static int CutBytes(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back <= Math.Min(3, bytes.Length); back++)
        {
            var value = bytes[^back];
            if ((value & 0xC0) != 0x80)
            {
                var whole = value >= 0xF0 ? 4 : value >= 0xE0 ? 3 : value >= 0xC0 ? 2 : 1;
                return whole > back ? back : 0;
            }
        }

        return 0;
    }
}
