using System.Runtime.InteropServices;
using DuckDB.NET.Native;
using Microsoft.Data.Analysis;

namespace Atelier.Sql;

/// <summary>Exact decimals, all of the column with as many digits after the point as the value that has most.</summary>
internal sealed class DecimalSource : FixedSource<decimal, Int128>
{
    private const byte MostDigits = 38;
    private readonly byte _scale;

    private DecimalSource(PrimitiveDataFrameColumn<decimal> column, byte scale)
        : base(column, DuckDBType.Decimal) => _scale = scale;

    /// <summary>The source of a column.</summary>
    /// <exception cref="ArgumentException">The values need more than 38 digits together.</exception>
    public static DecimalSource Of(PrimitiveDataFrameColumn<decimal> column)
    {
        byte scale = 0;
        var most = 0m;
        foreach (var value in column)
        {
            if (value is { } number)
            {
                scale = Math.Max(scale, number.Scale);
                most = Math.Max(most, Math.Abs(number));
            }
        }

        var whole = decimal.Truncate(most).ToString(System.Globalization.CultureInfo.InvariantCulture).Length;
        return whole + scale <= MostDigits ? new DecimalSource(column, scale) : throw new ArgumentException(
            $"The column `{column.Name}` holds decimals with up to {whole} digits before the point and up to {scale} after it; SQL takes at most "
            + $"{MostDigits} together. Round the column, or make it double.",
            nameof(column));
    }

    public override DuckDBLogicalType CreateType() => NativeMethods.LogicalType.DuckDBCreateDecimalType(MostDigits, _scale);

    protected override void Convert(ReadOnlySpan<decimal> source, Span<Int128> target)
    {
        Span<int> bits = stackalloc int[4];
        for (var i = 0; i < source.Length; i++)
        {
            decimal.GetBits(source[i], bits);
            var parts = MemoryMarshal.Cast<int, uint>(bits);
            var units = (Int128)(((UInt128)parts[2] << 64) | ((ulong)parts[1] << 32) | parts[0]);
            for (var missing = _scale - source[i].Scale; missing > 0; missing--)
            {
                units *= 10;
            }

            target[i] = bits[3] < 0 ? -units : units;
        }
    }
}
