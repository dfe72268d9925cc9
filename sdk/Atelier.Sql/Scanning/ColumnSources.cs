using System.Globalization;
using DuckDB.NET.Native;
using Microsoft.Data.Analysis;

namespace Atelier.Sql;

/// <summary>How DuckDB scans which type of column.</summary>
/// <remarks>
/// The numbers and bool are what they are; DateOnly DATE; TimeOnly TIME; DateTime TIMESTAMP, with time zone where all are Utc; decimal
/// DECIMAL(38, s); string VARCHAR; other values, such as Guid and char, VARCHAR in their invariant form.
/// </remarks>
internal static class ColumnSources
{
    /// <summary>The source for a column.</summary>
    /// <exception cref="ArgumentException">SQL has no type for what the column holds.</exception>
    public static ColumnSource For(DataFrameColumn column) => column switch
    {
        PrimitiveDataFrameColumn<bool> c => new SameSource<bool>(c, DuckDBType.Boolean),
        PrimitiveDataFrameColumn<sbyte> c => new SameSource<sbyte>(c, DuckDBType.TinyInt),
        PrimitiveDataFrameColumn<short> c => new SameSource<short>(c, DuckDBType.SmallInt),
        PrimitiveDataFrameColumn<int> c => new SameSource<int>(c, DuckDBType.Integer),
        PrimitiveDataFrameColumn<long> c => new SameSource<long>(c, DuckDBType.BigInt),
        PrimitiveDataFrameColumn<byte> c => new SameSource<byte>(c, DuckDBType.UnsignedTinyInt),
        PrimitiveDataFrameColumn<ushort> c => new SameSource<ushort>(c, DuckDBType.UnsignedSmallInt),
        PrimitiveDataFrameColumn<uint> c => new SameSource<uint>(c, DuckDBType.UnsignedInteger),
        PrimitiveDataFrameColumn<ulong> c => new SameSource<ulong>(c, DuckDBType.UnsignedBigInt),
        PrimitiveDataFrameColumn<float> c => new SameSource<float>(c, DuckDBType.Float),
        PrimitiveDataFrameColumn<double> c => new SameSource<double>(c, DuckDBType.Double),
        PrimitiveDataFrameColumn<decimal> c => DecimalSource.Of(c),
        PrimitiveDataFrameColumn<DateTime> c => new TimestampSource(c),
        PrimitiveDataFrameColumn<DateOnly> c => new DateSource(c),
        PrimitiveDataFrameColumn<TimeOnly> c => new TimeSource(c),
        StringDataFrameColumn c => new VarcharSource(c.Name, row => c[row]),
        ArrowStringDataFrameColumn c => new VarcharSource(c.Name, row => c[row]),
        _ when column.DataType.IsValueType => new VarcharSource(column.Name, row => Show(column[row])),
        _ => throw new ArgumentException(
            $"The column `{column.Name}` holds {column.DataType.Name}, which SQL has no type for; expected numbers, truth values, dates, times or text. "
            + "Remove the column first.",
            nameof(column)),
    };

    private static string? Show(object? value) => value is IFormattable formattable ? formattable.ToString(null, CultureInfo.InvariantCulture) : value?.ToString();
}
