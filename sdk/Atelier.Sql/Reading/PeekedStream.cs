namespace Atelier.Sql;

/// <summary>A stream whose first bytes can be looked at before they are read.</summary>
internal sealed class PeekedStream : ReadOnlyStream
{
    private readonly byte[] _first;
    private readonly int _count;
    private int _at;

    public PeekedStream(Stream inner, int bytes)
        : base(inner)
    {
        _first = new byte[bytes];
        _count = inner.ReadAtLeast(_first, bytes, throwOnEndOfStream: false);
    }

    /// <summary>The first bytes, fewer than asked for only where there are no more.</summary>
    public ReadOnlySpan<byte> First => _first.AsSpan(0, _count);

    /// <summary>Leaves first bytes out.</summary>
    public void Skip(int count) => _at += count;

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (_at == _count)
        {
            return Inner.Read(buffer, offset, count);
        }

        var taken = Math.Min(count, _count - _at);
        _first.AsSpan(_at, taken).CopyTo(buffer.AsSpan(offset));
        _at += taken;
        return taken;
    }
}
