using System.Numerics.Tensors;
using Atelier.Data;

namespace Atelier.Preprocessing;

/// <summary>Mean and standard deviation of features that lie row after row, in two passes over the rows: first the means, then the squares around them.</summary>
/// <remarks>
/// Rows are divided into parts in the same way on every machine and the parts are added in order, so that the result does not depend on the
/// number of threads.
/// </remarks>
internal sealed class RowMoments
{
    private const int MostParts = 64;
    private const int ValuesAPart = 1 << 16;

    private readonly ReadOnlyMemory<float> _features;
    private readonly int _width;
    private readonly int _tile;
    private readonly int _part;
    private readonly double[] _present;

    private RowMoments(Dataset data)
    {
        _features = data.Features;
        _width = data.FeatureCount;
        _tile = RowTiles.RowsOf(_width) * _width;
        var values = Math.Max(ValuesAPart, (_features.Length + MostParts - 1) / MostParts);
        _part = checked((values + _tile - 1) / _tile * _tile);
        _present = new double[_width];
    }

    /// <summary>The moments of each feature, missing values left out; not finite where a value is infinite.</summary>
    public static (double[] Mean, double[] Scale) Of(Dataset data)
    {
        var moments = new RowMoments(data);
        var mean = moments.Means();
        return (mean, moments.Scales(mean));
    }

    private double[] Means()
    {
        var none = new double[_tile];
        var sums = Sums(none, squares: false);
        for (var at = 0; at < _width; at++)
        {
            _present[at] = (_features.Length / _width) - sums.Missing[at];
        }

        return [.. sums.Plain.Zip(_present, (sum, present) => present == 0 ? 0 : sum / present)];
    }

    private double[] Scales(double[] mean)
    {
        var sums = Sums(RowTiles.Of(mean), squares: true);
        var scale = new double[_width];
        for (var at = 0; at < _width; at++)
        {
            scale[at] = _present[at] == 0 ? 1 : FeatureMoments.Scale(mean[at], sums.Plain[at], sums.Squares[at], _present[at]);
        }

        return scale;
    }

    /// <summary>Adds up x - center of each feature over the rows, and its square where wanted; a missing value counts as the center.</summary>
    private Totals Sums(double[] center, bool squares)
    {
        var parts = new Totals[(_features.Length + _part - 1) / _part];
        Parallel.For(0, parts.Length, at =>
            parts[at] = Part(_features.Span.Slice(at * _part, Math.Min(_part, _features.Length - (at * _part))), center, squares));
        var total = parts[0];
        foreach (var part in parts.AsSpan(1))
        {
            TensorPrimitives.Add(total.Plain, part.Plain, total.Plain);
            TensorPrimitives.Add(total.Squares, part.Squares, total.Squares);
            TensorPrimitives.Add(total.Missing, part.Missing, total.Missing);
        }

        return total;
    }

    private Totals Part(ReadOnlySpan<float> values, double[] center, bool squares)
    {
        var plain = new double[_tile];
        var square = new double[_tile];
        var missing = new double[_width];
        var wide = new double[_tile];
        for (var start = 0; start < values.Length; start += _tile)
        {
            var tile = values.Slice(start, Math.Min(_tile, values.Length - start));
            var from = wide.AsSpan(0, tile.Length);
            TensorPrimitives.ConvertSaturating(tile, from);
            if (TensorPrimitives.IsNaNAny(tile))
            {
                for (var at = 0; at < from.Length; at++)
                {
                    if (double.IsNaN(from[at]))
                    {
                        from[at] = center[at];
                        missing[at % _width]++;
                    }
                }
            }

            var sums = plain.AsSpan(0, tile.Length);
            if (!squares)
            {
                TensorPrimitives.Add(sums, from, sums);
                continue;
            }

            TensorPrimitives.Subtract(from, center.AsSpan(0, tile.Length), from);
            TensorPrimitives.Add(sums, from, sums);
            TensorPrimitives.MultiplyAdd(from, from, square.AsSpan(0, tile.Length), square.AsSpan(0, tile.Length));
        }

        return new Totals(Fold(plain), Fold(square), missing);
    }

    /// <summary>The rows of a tile, added up.</summary>
    private double[] Fold(double[] tile)
    {
        var row = tile.AsSpan(0, _width).ToArray();
        for (var start = _width; start < tile.Length; start += _width)
        {
            TensorPrimitives.Add(row, tile.AsSpan(start, _width), row);
        }

        return row;
    }

    private sealed record Totals(double[] Plain, double[] Squares, double[] Missing);
}
