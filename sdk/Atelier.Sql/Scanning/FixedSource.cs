using System.Runtime.InteropServices;
using DuckDB.NET.Native;
using Microsoft.Data.Analysis;

namespace Atelier.Sql;

/// <summary>A column of values of fixed size, read from the frame's own memory.</summary>
/// <typeparam name="TValue">The frame's type.</typeparam>
/// <typeparam name="TTarget">DuckDB's form of it.</typeparam>
internal abstract class FixedSource<TValue, TTarget> : ColumnSource
    where TValue : unmanaged
    where TTarget : unmanaged
{
    private readonly ReadOnlyMemory<TValue>[] _values;
    private readonly ReadOnlyMemory<byte>[] _bits;
    private readonly bool _hasMissing;

    protected FixedSource(PrimitiveDataFrameColumn<TValue> column, DuckDBType type)
        : base(column.Name, type)
    {
        _values = [.. column.GetReadOnlyDataBuffers()];
        _bits = [.. column.GetReadOnlyNullBitMapBuffers()];
        _hasMissing = column.NullCount > 0;
    }

    public sealed override void Fill(nint vector, long start, int count)
    {
        var target = ValuesOf<TTarget>(vector, count);
        var validity = _hasMissing ? ValidityOf(vector, count) : default;

        // A frame cuts columns of more than 2 GB into several blocks.
        long first = 0;
        var done = 0;
        for (var block = 0; done < count; block++)
        {
            var length = _values[block].Length;
            var offset = start + done - first;
            if (offset < length)
            {
                var part = (int)Math.Min(count - done, length - offset);
                Convert(_values[block].Span.Slice((int)offset, part), target.Slice(done, part));
                if (_hasMissing)
                {
                    CopyBits(_bits[block].Span, (int)offset, MemoryMarshal.AsBytes(validity), done, part);
                }

                done += part;
            }

            first += length;
        }
    }

    /// <summary>Converts values, of which some may stand for missing ones and hold anything.</summary>
    protected abstract void Convert(ReadOnlySpan<TValue> source, Span<TTarget> target);

    private static void CopyBits(ReadOnlySpan<byte> source, int from, Span<byte> target, int to, int count)
    {
        if (((from | to) & 7) == 0)
        {
            source.Slice(from >> 3, (count + 7) >> 3).CopyTo(target[(to >> 3)..]);
            return;
        }

        for (var i = 0; i < count; i++)
        {
            var (at, mask) = ((to + i) >> 3, (byte)(1 << ((to + i) & 7)));
            var isThere = (source[(from + i) >> 3] >> ((from + i) & 7) & 1) != 0;
            target[at] = (byte)(isThere ? target[at] | mask : target[at] & ~mask);
        }
    }
}
