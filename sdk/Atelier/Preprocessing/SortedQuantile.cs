namespace Atelier.Preprocessing;

/// <summary>Quantiles of sorted values, by linear interpolation between the two nearest: definition 7 of Hyndman and Fan 1996.</summary>
internal static class SortedQuantile
{
    /// <summary>The value below which a share of the values lies.</summary>
    /// <param name="sorted">At least one value, ascending.</param>
    /// <param name="share">From 0 to 1.</param>
    public static double Of(ReadOnlySpan<double> sorted, double share)
    {
        var place = (sorted.Length - 1) * share;
        var below = Math.Min((int)place, sorted.Length - 1);
        var above = Math.Min(below + 1, sorted.Length - 1);
        var part = place - below;
        var step = sorted[above] - sorted[below];

        // From the nearer end, so that the result reaches it exactly: as numpy.
        return part < 0.5 ? sorted[below] + (step * part) : sorted[above] - (step * (1 - part));
    }
}
