namespace Atelier.Data;

/// <summary>How values spread over bins of equal width.</summary>
/// <remarks>
/// Bin i holds the values from <c>Edges[i]</c> to below <c>Edges[i + 1]</c>; the last bin includes its upper edge. As <c>numpy.histogram</c>.
/// </remarks>
/// <param name="Edges">One edge more than there are bins, ascending; for dates in days since 1970-01-01.</param>
/// <param name="Counts">How many values lie in each bin.</param>
public sealed record Histogram(IReadOnlyList<double> Edges, IReadOnlyList<long> Counts)
{
    /// <summary>The number of values in all bins.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public long Total => Counts.Sum();

    /// <summary>Counts other values in the bins of this histogram, such as next month's in those of the training data.</summary>
    /// <param name="values">Any numbers; NaN counts nowhere.</param>
    /// <returns>The counts of the bins; values below the first edge count in the first bin, values above the last edge in the last.</returns>
    public Histogram Recount(ReadOnlySpan<double> values)
    {
        double[] edges = [.. Edges];
        var counts = new long[Counts.Count];
        foreach (var value in values)
        {
            if (!double.IsNaN(value))
            {
                counts[BinOf(edges, value)]++;
            }
        }

        return this with { Counts = counts };
    }

    private static int BinOf(double[] edges, double value)
    {
        var at = Array.BinarySearch(edges, value);
        return Math.Clamp(at >= 0 ? at : ~at - 1, 0, edges.Length - 2);
    }
}
