namespace Atelier.Sql;

/// <summary>A stream, and some bytes after it.</summary>
internal sealed class JoinedStream(Stream first, byte[] then) : ReadOnlyStream(first)
{
    private int _at;

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = Inner.Read(buffer, offset, count);
        if (read == 0)
        {
            read = Math.Min(count, then.Length - _at);
            then.AsSpan(_at, read).CopyTo(buffer.AsSpan(offset));
            _at += read;
        }

        return read;
    }
}
