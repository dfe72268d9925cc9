using System.Numerics;
using Microsoft.Data.Analysis;

namespace Atelier.Sql;

/// <summary>Whole numbers in a narrow type as long as all fit, else in a wide one.</summary>
internal sealed unsafe class NarrowingBuilder<TSource, TNarrow, TWide>(string name, string wide) : ColumnBuilder(name)
    where TSource : unmanaged, IBinaryInteger<TSource>
    where TNarrow : unmanaged, IBinaryInteger<TNarrow>
    where TWide : unmanaged, INumber<TWide>
{
    private readonly NativeBuffer<TNarrow> _narrow = new();
    private readonly NativeBuffer<TWide> _wide = new();
    private readonly Validity _validity = new();
    private bool _isWide;

    public override void Append(void* data, ulong* validity, int count)
    {
        var source = new ReadOnlySpan<TSource>(data, count);
        _validity.Append(validity, count);
        var start = 0;
        if (!_isWide)
        {
            var target = _narrow.Extend(count);
            start = Narrow(source, validity, target);
            if (start == count)
            {
                return;
            }

            Widen(_narrow.Count - count + start);
        }

        var rest = _wide.Extend(count - start);
        for (var i = start; i < count; i++)
        {
            rest[i - start] = IsValid(validity, i) ? ToWide(source[i]) : TWide.Zero;
        }
    }

    public override DataFrameColumn Build()
    {
        var column = _isWide ? Columns.Make(Name, _wide, _validity) : Columns.Make(Name, _narrow, _validity);
        Dispose();
        return column;
    }

    public override void Dispose()
    {
        _narrow.Dispose();
        _wide.Dispose();
        _validity.Dispose();
    }

    private static bool IsValid(ulong* validity, int row) => validity is null || (validity[row >> 6] >> (row & 63) & 1) != 0;

    /// <summary>Converts up to the first value that is too large, and gives its place.</summary>
    private static int Narrow(ReadOnlySpan<TSource> source, ulong* validity, Span<TNarrow> target)
    {
        for (var i = 0; i < source.Length; i++)
        {
            var value = TNarrow.CreateTruncating(source[i]);
            if (!IsValid(validity, i))
            {
                value = TNarrow.Zero;
            }
            else if (TSource.CreateTruncating(value) != source[i])
            {
                return i;
            }

            target[i] = value;
        }

        return source.Length;
    }

    private void Widen(nint rows)
    {
        for (nint done = 0; done < rows;)
        {
            var part = _wide.Extend((int)Math.Min(rows - done, 1 << 16));
            for (var i = 0; i < part.Length; i++)
            {
                part[i] = TWide.CreateChecked(_narrow[done + i]);
            }

            done += part.Length;
        }

        _narrow.Dispose();
        _isWide = true;
    }

    private TWide ToWide(TSource value)
    {
        try
        {
            return TWide.CreateChecked(value);
        }
        catch (OverflowException)
        {
            throw OutOfRange(value.ToString(null, System.Globalization.CultureInfo.InvariantCulture), wide, "Cast it to double or varchar in SQL.");
        }
    }
}
