namespace Atelier.Preprocessing;

/// <summary>Quantiles by linear interpolation between the two nearest values, as numpy's and pandas' default (Hyndman and Fan 1996, type 7).</summary>
internal static class Quantiles
{
    /// <summary>One quantile; sorts the values.</summary>
    public static double Of(double[] values, double share)
    {
        Array.Sort(values);
        return OfSorted(values, share);
    }

    /// <summary>One quantile of sorted values, NaN of none.</summary>
    public static double OfSorted(ReadOnlySpan<double> sorted, double share)
    {
        if (sorted.IsEmpty)
        {
            return double.NaN;
        }

        var place = share * (sorted.Length - 1);
        var below = (int)Math.Floor(place);
        var above = Math.Min(below + 1, sorted.Length - 1);
        var part = place - below;
        var difference = sorted[above] - sorted[below];

        // From the nearer end, as numpy: so that the result is exact at both.
        return part < 0.5 ? sorted[below] + (difference * part) : sorted[above] - (difference * (1 - part));
    }
}
