using System.IO.Compression;
using System.Security.Cryptography;

namespace Atelier.Sql;

/// <summary>Decompressed gzip data that is an error where it was cut off.</summary>
/// <remarks>
/// GZipStream ends quietly wherever its data ends. So one more member follows the file's: its content comes out last only if all members
/// before it were whole.
/// </remarks>
internal sealed class WholeGzip : ReadOnlyStream
{
    private const int SealLength = 16;
    private const int HeldLength = 1 << 16;

    private readonly byte[] _seal;
    private readonly byte[] _held = new byte[HeldLength];
    private int _start;
    private int _end;

    public WholeGzip(Stream compressed)
        : this(compressed, RandomNumberGenerator.GetBytes(SealLength))
    {
    }

    private WholeGzip(Stream compressed, byte[] seal)
        : base(new GZipStream(new JoinedStream(compressed, Compress(seal)), CompressionMode.Decompress)) => _seal = seal;

    /// <exception cref="InvalidDataException">The data is damaged or cut off.</exception>
    public override int Read(byte[] buffer, int offset, int count)
    {
        while (count > 0 && _end - _start <= SealLength)
        {
            _held.AsSpan(_start, _end - _start).CopyTo(_held);
            (_start, _end) = (0, _end - _start);
            var read = Inner.Read(_held, _end, _held.Length - _end);
            if (read == 0)
            {
                return _held.AsSpan(0, _end).SequenceEqual(_seal) ? 0 : throw new InvalidDataException("it ends before the end of its content");
            }

            _end += read;
        }

        var taken = Math.Min(count, _end - _start - SealLength);
        _held.AsSpan(_start, taken).CopyTo(buffer.AsSpan(offset));
        _start += taken;
        return taken;
    }

    private static byte[] Compress(byte[] content)
    {
        using var target = new MemoryStream();
        using (var zip = new GZipStream(target, CompressionLevel.Fastest))
        {
            zip.Write(content);
        }

        return target.ToArray();
    }
}
