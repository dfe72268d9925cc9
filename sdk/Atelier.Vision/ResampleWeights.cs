namespace Atelier.Vision;

/// <summary>Along one axis, which old pixels make each new one, and with which weights.</summary>
/// <remarks>
/// A new pixel's centre, mapped back, lies at start + (i + 0.5) * length / size. Old pixel centres lie at j + 0.5. When the image shrinks, the filter is
/// stretched by the ratio; weights beyond the edge are dropped and the others scaled to sum 1. As Pillow 9.4, <c>Image.resize</c>.
/// </remarks>
internal sealed class ResampleWeights
{
    private readonly int[] _first;
    private readonly float[][] _weights;

    /// <param name="source">The number of old pixels.</param>
    /// <param name="start">Where the part to take begins, in old pixels.</param>
    /// <param name="length">The length of the part, in old pixels.</param>
    /// <param name="size">The number of new pixels.</param>
    /// <param name="filter">How weights fall off.</param>
    public ResampleWeights(int source, double start, double length, int size, ImageFilter filter)
    {
        _first = new int[size];
        _weights = new float[size][];
        var ratio = length / size;
        for (var i = 0; i < size; i++)
        {
            (_first[i], _weights[i]) = filter switch
            {
                ImageFilter.Nearest => (Math.Clamp((int)Math.Floor(start + ((i + 0.5) * ratio)), 0, source - 1), [1f]),
                ImageFilter.Area => Normal(source, start + (i * ratio), start + ((i + 1) * ratio), j => Overlap(j, start + (i * ratio), start + ((i + 1) * ratio))),
                _ => Around(source, start + ((i + 0.5) * ratio), Math.Max(ratio, 1), filter),
            };
        }
    }

    /// <summary>The most old pixels that make a new one.</summary>
    public int Most => _weights.Max(weights => weights.Length);

    /// <summary>The first old pixel of a new one.</summary>
    public int First(int at) => _first[at];

    /// <summary>The first old pixel of each new one.</summary>
    public long[] Firsts() => Array.ConvertAll(_first, first => (long)first);

    /// <summary>The weights of that old pixel and the following ones.</summary>
    public ReadOnlySpan<float> Weights(int at) => _weights[at];

    private static (int First, float[] Weights) Around(int source, double centre, double stretch, ImageFilter filter)
    {
        var reach = stretch * (filter == ImageFilter.Bicubic ? 2 : 1);
        return Normal(source, centre - reach, centre + reach, j => Value(filter, (j + 0.5 - centre) / stretch));
    }

    /// <summary>Weights of the old pixels that touch an interval, scaled to sum 1; zeros at the ends are left out.</summary>
    private static (int First, float[] Weights) Normal(int source, double from, double to, Func<int, double> weigh)
    {
        var first = Math.Clamp((int)Math.Floor(from), 0, source - 1);
        var end = Math.Clamp((int)Math.Ceiling(to), first + 1, source);
        while (end - first > 1 && weigh(first) == 0)
        {
            first++;
        }

        while (end - first > 1 && weigh(end - 1) == 0)
        {
            end--;
        }

        var sum = 0.0;
        for (var j = first; j < end; j++)
        {
            sum += weigh(j);
        }

        var weights = new float[end - first];
        for (var j = first; j < end; j++)
        {
            weights[j - first] = sum == 0 ? 1f / weights.Length : (float)(weigh(j) / sum);
        }

        return (first, weights);
    }

    private static double Overlap(int pixel, double from, double to) => Math.Max(0, Math.Min(pixel + 1, to) - Math.Max(pixel, from));

    private static double Value(ImageFilter filter, double x)
    {
        x = Math.Abs(x);
        if (filter == ImageFilter.Bilinear)
        {
            return Math.Max(0, 1 - x);
        }

        const double a = -0.5;
        return x < 1 ? (((a + 2) * x - (a + 3)) * x * x) + 1
            : x < 2 ? ((((x - 5) * x) + 8) * x - 4) * a
            : 0;
    }
}
