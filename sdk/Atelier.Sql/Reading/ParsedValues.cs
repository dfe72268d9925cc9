using System.Runtime.CompilerServices;
using Microsoft.Data.Analysis;

namespace Atelier.Sql;

/// <summary>Values of fixed size.</summary>
internal sealed class ParsedValues<T, TParser> : ColumnValues
    where T : unmanaged
    where TParser : struct, IFieldParser<T>
{
    public NativeBuffer<T> Buffer { get; } = new();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override int Append(CsvBlock block, int column, int from, CsvFormat format, ulong[] bits)
    {
        var rows = block.Rows.Count;
        var target = Buffer.Extend(rows - from);
        var decimalSeparator = format.DecimalSeparator;
        for (var row = from; row < rows; row++)
        {
            var field = block.Field(row, column);
            if (format.IsMissing(field))
            {
                target[row - from] = default;
            }
            else if (TParser.TryParse(field, decimalSeparator, out target[row - from]) || TryTrimmed(field, decimalSeparator, out target[row - from]))
            {
                bits[row >> 6] |= 1UL << (row & 63);
            }
            else
            {
                Buffer.Shorten(rows - row);
                return row;
            }
        }

        return rows;
    }

    public override void FindMisfits(CsvBlock block, int column, CsvFormat format, Action<int> found)
    {
        for (var row = 0; row < block.Rows.Count; row++)
        {
            var field = block.Field(row, column);
            if (!format.IsMissing(field) && !TParser.TryParse(field, format.DecimalSeparator, out _) && !TryTrimmed(field, format.DecimalSeparator, out _))
            {
                found(row);
            }
        }
    }

    public override DataFrameColumn Build(string name, Validity validity) => Columns.Make(name, Buffer, validity);

    public override void Dispose() => Buffer.Dispose();

    private static bool TryTrimmed(ReadOnlySpan<byte> field, byte decimalSeparator, out T value)
    {
        var trimmed = field.Trim((byte)' ');
        value = default;
        return trimmed.Length < field.Length && TParser.TryParse(trimmed, decimalSeparator, out value);
    }
}
