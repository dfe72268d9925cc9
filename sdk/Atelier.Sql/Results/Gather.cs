using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Data.Analysis;

namespace Atelier.Sql;

/// <summary>Rows of a column by their numbers.</summary>
internal static class Gather
{
    /// <summary>Whether the column would come out of DuckDB as it is, so that its values can be taken from itself.</summary>
    public static bool CanTake(DataFrameColumn column) => column switch
    {
        StringDataFrameColumn => true,
        PrimitiveDataFrameColumn<bool> c => IsOneBlock(c),
        PrimitiveDataFrameColumn<byte> c => IsOneBlock(c),
        PrimitiveDataFrameColumn<ushort> c => IsOneBlock(c),
        PrimitiveDataFrameColumn<int> c => IsOneBlock(c),
        PrimitiveDataFrameColumn<uint> c => IsOneBlock(c),
        PrimitiveDataFrameColumn<long> c => IsOneBlock(c),
        PrimitiveDataFrameColumn<ulong> c => IsOneBlock(c),
        PrimitiveDataFrameColumn<float> c => IsOneBlock(c),
        PrimitiveDataFrameColumn<double> c => IsOneBlock(c),
        PrimitiveDataFrameColumn<DateOnly> c => IsOneBlock(c),
        _ => false,
    };

    /// <summary>The values at some rows, in their order.</summary>
    /// <param name="name">The name of the new column.</param>
    /// <param name="column">A column that <see cref="CanTake"/> accepts.</param>
    /// <param name="rows">Numbers of rows; missing where no row belongs.</param>
    public static DataFrameColumn Take(string name, DataFrameColumn column, PrimitiveDataFrameColumn<int> rows) => column switch
    {
        StringDataFrameColumn c => Take(name, c, rows),
        PrimitiveDataFrameColumn<bool> c => Take(name, c, rows),
        PrimitiveDataFrameColumn<byte> c => Take(name, c, rows),
        PrimitiveDataFrameColumn<ushort> c => Take(name, c, rows),
        PrimitiveDataFrameColumn<int> c => Take(name, c, rows),
        PrimitiveDataFrameColumn<uint> c => Take(name, c, rows),
        PrimitiveDataFrameColumn<long> c => Take(name, c, rows),
        PrimitiveDataFrameColumn<ulong> c => Take(name, c, rows),
        PrimitiveDataFrameColumn<float> c => Take(name, c, rows),
        PrimitiveDataFrameColumn<double> c => Take(name, c, rows),
        PrimitiveDataFrameColumn<DateOnly> c => Take(name, c, rows),
        _ => throw new NotSupportedException(column.DataType.Name),
    };

    private static bool IsOneBlock<T>(PrimitiveDataFrameColumn<T> column)
        where T : unmanaged => column.GetReadOnlyDataBuffers().Take(2).Count() == 1;

    private static DataFrameColumn Take<T>(string name, PrimitiveDataFrameColumn<T> column, PrimitiveDataFrameColumn<int> rows)
        where T : unmanaged
    {
        var (numbers, present) = Parts(rows);
        var (source, valid) = Parts(column);
        var values = HugePages.Allocate(checked(numbers.Length * Unsafe.SizeOf<T>()));
        var target = MemoryMarshal.Cast<byte, T>(values.AsSpan());
        var bits = new byte[(numbers.Length + 7) / 8];
        if (rows.NullCount == 0 && column.NullCount == 0)
        {
            for (var i = 0; i < target.Length; i++)
            {
                target[i] = source[numbers[i]];
            }

            bits.AsSpan().Fill(byte.MaxValue);
            if ((numbers.Length & 7) != 0)
            {
                bits[^1] = (byte)((1 << (numbers.Length & 7)) - 1);
            }

            return Columns.Make<T>(name, values, bits, numbers.Length, 0);
        }

        var missing = 0;
        for (var i = 0; i < target.Length; i++)
        {
            var isThere = (rows.NullCount == 0 || IsSet(present, i)) && (column.NullCount == 0 || IsSet(valid, numbers[i]));
            target[i] = isThere ? source[numbers[i]] : default;
            bits[i >> 3] |= (byte)((isThere ? 1 : 0) << (i & 7));
            missing += isThere ? 0 : 1;
        }

        return Columns.Make<T>(name, values, bits, numbers.Length, missing);
    }

    private static StringDataFrameColumn Take(string name, StringDataFrameColumn column, PrimitiveDataFrameColumn<int> rows)
    {
        var (numbers, present) = Parts(rows);
        var result = new StringDataFrameColumn(name, numbers.Length);
        var missing = new List<int>();
        for (var i = 0; i < numbers.Length; i++)
        {
            var text = rows.NullCount == 0 || IsSet(present, i) ? column[numbers[i]] : null;
            if (text is null)
            {
                missing.Add(i);
            }

            result[i] = text ?? "";
        }

        // The column counts a missing value only where a text stood before, and uncounts one where a text takes its place.
        foreach (var row in missing)
        {
            result[row] = null;
        }

        return result;
    }

    private static bool IsSet(ReadOnlySpan<byte> bits, int index) => (bits[index >> 3] >> (index & 7) & 1) != 0;

    private static Block<T> Parts<T>(PrimitiveDataFrameColumn<T> column)
        where T : unmanaged => new(
            column.GetReadOnlyDataBuffers().First().Span[..checked((int)column.Length)],
            column.GetReadOnlyNullBitMapBuffers().First().Span);

    private readonly ref struct Block<T>(ReadOnlySpan<T> values, ReadOnlySpan<byte> bits)
    {
        private readonly ReadOnlySpan<T> _values = values;
        private readonly ReadOnlySpan<byte> _bits = bits;

        public void Deconstruct(out ReadOnlySpan<T> values, out ReadOnlySpan<byte> bits)
        {
            values = _values;
            bits = _bits;
        }
    }
}
