using Microsoft.Data.Analysis;

namespace Atelier.Sql;

/// <summary>A column of values of fixed size, converted from DuckDB's form to the frame's.</summary>
internal abstract unsafe class FixedBuilder<TSource, TValue>(string name) : ColumnBuilder(name)
    where TSource : unmanaged
    where TValue : unmanaged
{
    private readonly NativeBuffer<TValue> _values = new();
    private readonly Validity _validity = new();

    public sealed override void Append(void* data, ulong* validity, int count)
    {
        var source = new ReadOnlySpan<TSource>(data, count);
        var target = _values.Extend(count);
        _validity.Append(validity, count);
        if (validity is null)
        {
            Convert(source, target);
            return;
        }

        for (var done = 0; done < count; done += 64)
        {
            var length = Math.Min(64, count - done);
            Convert(source.Slice(done, length), target.Slice(done, length), validity[done >> 6]);
        }
    }

    public override DataFrameColumn Build()
    {
        var column = Columns.Make(Name, _values, _validity);
        Dispose();
        return column;
    }

    public override void Dispose()
    {
        _values.Dispose();
        _validity.Dispose();
    }

    /// <summary>Converts values that are all there.</summary>
    protected abstract void Convert(ReadOnlySpan<TSource> source, Span<TValue> target);

    private void Convert(ReadOnlySpan<TSource> source, Span<TValue> target, ulong valid)
    {
        if (valid == ulong.MaxValue)
        {
            Convert(source, target);
            return;
        }

        // What lies where a value is missing is undefined: it is not converted, and zero stands there.
        target.Clear();
        for (var i = 0; i < source.Length; i++)
        {
            if ((valid >> i & 1) != 0)
            {
                Convert(source.Slice(i, 1), target.Slice(i, 1));
            }
        }
    }
}
