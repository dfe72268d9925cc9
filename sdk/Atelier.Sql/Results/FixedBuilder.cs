using System.Numerics;
using System.Runtime.CompilerServices;
using Microsoft.Data.Analysis;

namespace Atelier.Sql;

/// <summary>A column of values of fixed size, converted from DuckDB's form to the frame's.</summary>
internal abstract unsafe class FixedBuilder<TSource, TValue>(string name) : ColumnBuilder(name)
    where TSource : unmanaged
    where TValue : unmanaged
{
    private readonly NativeBuffer<TValue> _values = new();
    private readonly Validity _validity = new();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
        var safe = stackalloc TSource[source.Length];
        var given = new Span<TSource>(safe, source.Length);
        source.CopyTo(given);
        var missing = ~valid & (source.Length == 64 ? ulong.MaxValue : (1UL << source.Length) - 1);
        for (var left = missing; left != 0; left &= left - 1)
        {
            given[BitOperations.TrailingZeroCount(left)] = default;
        }

        Convert(given, target);
        for (var left = missing; left != 0; left &= left - 1)
        {
            target[BitOperations.TrailingZeroCount(left)] = default;
        }
    }
}
