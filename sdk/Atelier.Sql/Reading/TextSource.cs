using System.Text;
using ZstdSharp;

namespace Atelier.Sql;

/// <summary>Opens text files as UTF-8, whatever they are compressed and encoded with.</summary>
internal static class TextSource
{
    private const int Peeked = 1 << 16;

    private static readonly (byte[] Mark, Func<Encoding> Encoding)[] Marks =
    [
        ([0xEF, 0xBB, 0xBF], () => Encoding.UTF8),
        ([0xFF, 0xFE, 0x00, 0x00], () => Encoding.UTF32),
        ([0xFF, 0xFE], () => Encoding.Unicode),
        ([0xFE, 0xFF], () => Encoding.BigEndianUnicode),
    ];

    /// <summary>Opens a file; gzip and Zstandard are known by their first bytes, an encoding by its byte order mark.</summary>
    /// <exception cref="InvalidDataException">While reading: the compressed data is damaged, or the text is not in the encoding.</exception>
    public static PeekedStream Open(string path, Encoding? encoding)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
        try
        {
            var text = new PeekedStream(Decompress(new PeekedStream(file, 4), path), 4);
            foreach (var (mark, marked) in Marks)
            {
                if (text.First.StartsWith(mark))
                {
                    text.Skip(mark.Length);
                    return new PeekedStream(ToUtf8(text, marked(), path), Peeked);
                }
            }

            return new PeekedStream(ToUtf8(text, encoding ?? Encoding.UTF8, path), Peeked);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static Stream Decompress(PeekedStream file, string path)
    {
        if (file.First.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
        {
            return new CheckedStream(new WholeGzip(file), path, "its gzip data is damaged or cut off");
        }

        return file.First.StartsWith((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD])
            ? new CheckedStream(new DecompressionStream(file, leaveOpen: false), path, "its Zstandard data is damaged or cut off")
            : file;
    }

    private static Stream ToUtf8(Stream text, Encoding encoding, string path)
    {
        if (encoding.CodePage == Encoding.UTF8.CodePage)
        {
            return text;
        }

        var strict = (Encoding)encoding.Clone();
        strict.DecoderFallback = DecoderFallback.ExceptionFallback;
        return new CheckedStream(
            Encoding.CreateTranscodingStream(text, strict, Encoding.UTF8), path, $"it is not in the encoding {encoding.WebName}");
    }
}
