using System.Text;
using ZstdSharp;

namespace Atelier.Sql;

/// <summary>A decoding stream whose errors name the file.</summary>
internal sealed class CheckedStream(Stream inner, string path, string problem) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        try
        {
            return inner.Read(buffer, offset, count);
        }
        catch (InvalidDataException error) when (error.Message.Contains(path, StringComparison.Ordinal))
        {
            throw;
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or ZstdException or DecoderFallbackException)
        {
            throw new InvalidDataException($"`{path}` cannot be read to its end: {problem} ({error.Message}). Fetch or write it again.", error);
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
