using System.Numerics.Tensors;

namespace Atelier.Data;

/// <summary>Figures and histograms of sorted finite numbers.</summary>
internal static class NumberFigures
{
    private static readonly double[] Shares = [0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1];

    public static NumberSummary Of(double[] sorted, long infinite)
    {
        var (mean, deviation, skew, kurtosis) = Moments(sorted);
        return new NumberSummary
        {
            Finite = sorted.Length,
            Infinite = infinite,
            Zero = UpperBound(sorted, 0) - LowerBound(sorted, 0),
            Negative = LowerBound(sorted, 0),
            Mean = Defined(mean),
            StandardDeviation = Defined(deviation),
            Skew = Defined(skew),
            Kurtosis = Defined(kurtosis),
            Quantiles = sorted.Length == 0 ? [] : [.. Shares.Select(share => new Quantile(share, QuantileOf(sorted, share)))],
        };
    }

    public static double QuantileOf(double[] sorted, double share)
    {
        var at = (sorted.Length - 1) * share;
        var (low, part) = ((int)Math.Floor(at), at - Math.Floor(at));
        return part == 0 ? sorted[low] : (sorted[low] * (1 - part)) + (sorted[low + 1] * part);
    }

    public static Histogram? HistogramOf(double[] sorted, bool isWhole, int mostBins)
    {
        if (sorted.Length == 0)
        {
            return null;
        }

        var edges = isWhole && sorted[^1] - sorted[0] < mostBins && sorted[^1] < 1e15 && sorted[0] > -1e15
            ? [.. Enumerable.Range(0, (int)(sorted[^1] - sorted[0]) + 2).Select(i => sorted[0] + i - 0.5)]
            : EdgesOf(sorted, mostBins);
        var counts = new long[edges.Length - 1];
        var below = 0;
        for (var bin = 0; bin < counts.Length; bin++)
        {
            var upTo = bin == counts.Length - 1 ? sorted.Length : LowerBound(sorted, edges[bin + 1]);
            counts[bin] = upTo - below;
            below = upTo;
        }

        return new Histogram(edges, counts);
    }

    private static double[] EdgesOf(double[] sorted, int mostBins)
    {
        var (low, high) = (sorted[0], sorted[^1]);
        if (low == high)
        {
            return [low - 0.5, high + 0.5];
        }

        // Halves, because the range itself may exceed float64.
        var width = (QuantileOf(sorted, 0.75) / 2) - (QuantileOf(sorted, 0.25) / 2);
        width = 2 * width / Math.Cbrt(sorted.Length);
        var wanted = width > 0 ? Math.Ceiling(((high / 2) - (low / 2)) / width) : Math.Ceiling(Math.Log2(sorted.Length)) + 1;
        var bins = (int)Math.Clamp(wanted, 1, mostBins);
        var step = (high - low) / bins;
        return [.. Enumerable.Range(0, bins).Select(Edge), high];

        double Edge(int i) => double.IsFinite(step) ? low + (step * i) : (low * (1 - ((double)i / bins))) + (high * ((double)i / bins));
    }

    private static (double Mean, double Deviation, double Skew, double Kurtosis) Moments(double[] sorted)
    {
        double n = sorted.Length;
        if (n == 0)
        {
            return (double.NaN, double.NaN, double.NaN, double.NaN);
        }

        if (sorted[0] == sorted[^1])
        {
            return (sorted[0], n > 1 ? 0 : double.NaN, n > 2 ? 0 : double.NaN, n > 3 ? 0 : double.NaN);
        }

        var mean = TensorPrimitives.Sum<double>(sorted) / n;
        var (first, second, third, fourth) = (0.0, 0.0, 0.0, 0.0);
        foreach (var value in sorted)
        {
            var difference = value - mean;
            var square = difference * difference;
            first += difference;
            second += square;
            third += square * difference;
            fourth += square * square;
        }

        // The mean was rounded, more or less by the order of the sum, and values far from zero feel it: what is left over moves the moments to where it really is.
        var rest = first / n;
        mean += rest;
        fourth -= (4 * rest * third) - (6 * rest * rest * second) + (3 * n * rest * rest * rest * rest);
        third -= (3 * rest * second) - (2 * n * rest * rest * rest);
        second -= n * rest * rest;

        var skew = n > 2 ? n * Math.Sqrt(n - 1) / (n - 2) * (third / Math.Pow(second, 1.5)) : double.NaN;
        var kurtosis = n > 3
            ? ((n * (n + 1) * (n - 1) * fourth / second / second) - (3 * (n - 1) * (n - 1))) / ((n - 2) * (n - 3))
            : double.NaN;
        return (mean, n > 1 ? Math.Sqrt(second / (n - 1)) : double.NaN, skew, kurtosis);
    }

    private static double? Defined(double value) => double.IsFinite(value) ? value : null;

    /// <summary>How many values are below the given one.</summary>
    private static int LowerBound(double[] sorted, double value) => Bound(sorted, other => other < value);

    /// <summary>How many values are at most the given one.</summary>
    private static int UpperBound(double[] sorted, double value) => Bound(sorted, other => other <= value);

    private static int Bound(double[] sorted, Func<double, bool> isBefore)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = isBefore(sorted[middle]) ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
