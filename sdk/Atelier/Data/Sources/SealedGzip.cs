using System.IO.Compression;

namespace Atelier.Data;

/// <summary>Gzip data followed by one more member that unpacks to a known seal.</summary>
/// <remarks>
/// <see cref="GZipStream"/> ends without an error where the data is cut off. Unpacking this gives the seal at the end only if what stands
/// before it is whole; a cut member swallows or spoils it.
/// </remarks>
internal sealed class SealedGzip(Stream packed) : Stream
{
    private static readonly byte[] Packed = Pack();

    private int _sealed;

    /// <summary>The bytes that stand at the end of whole data.</summary>
    public static ReadOnlySpan<byte> Seal => "atelier: the end."u8;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var read = _sealed == 0 ? packed.Read(buffer) : 0;
        if (read == 0)
        {
            read = Math.Min(buffer.Length, Packed.Length - _sealed);
            Packed.AsSpan(_sealed, read).CopyTo(buffer);
            _sealed += read;
        }

        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static byte[] Pack()
    {
        using var content = new MemoryStream();
        using (var member = new GZipStream(content, CompressionLevel.Fastest))
        {
            member.Write(Seal);
        }

        return content.ToArray();
    }
}
