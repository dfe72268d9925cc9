namespace Atelier.Preprocessing;

/// <summary>Finds the edges of bins in sorted values.</summary>
internal static class BinEdges
{
    // As scikit-learn: bins narrower than this are joined to the next.
    private const double NarrowestBin = 1e-8;

    // As scikit-learn's KMeans.
    private const int MostRounds = 300;
    private const double Tolerance = 1e-4;

    /// <summary>The edges in ascending order, from the smallest to the largest value; one bin without limits for values that never vary.</summary>
    public static double[] Of(double[] sorted, int bins, BinStrategy strategy)
    {
        if (sorted.Length == 0 || sorted[0] == sorted[^1])
        {
            return [double.NegativeInfinity, double.PositiveInfinity];
        }

        var edges = strategy switch
        {
            BinStrategy.Uniform => Uniform(sorted[0], sorted[^1], bins),
            BinStrategy.Quantile => [.. Enumerable.Range(0, bins + 1).Select(at => SortedQuantile.Of(sorted, (double)at / bins))],
            _ => Clusters(sorted, bins),
        };
        return [edges[0], .. edges.Skip(1).Where((edge, at) => edge - edges[at] > NarrowestBin)];
    }

    private static double[] Uniform(double first, double last, int bins) =>
        [.. Enumerable.Range(0, bins).Select(at => first + (at * ((last - first) / bins))), last];

    /// <summary>Lloyd's algorithm from the middles of uniform bins; a cluster that loses all its values starts anew at the value farthest from its centre.</summary>
    private static double[] Clusters(double[] sorted, int bins)
    {
        bins = Math.Min(bins, sorted.Distinct().Count());
        var uniform = Uniform(sorted[0], sorted[^1], bins);
        double[] centres = [.. Enumerable.Range(0, bins).Select(at => (uniform[at] + uniform[at + 1]) / 2)];
        var mean = sorted.Average();
        var tolerance = Tolerance * sorted.Average(value => (value - mean) * (value - mean));
        int[] ends = [];
        for (var round = 0; round < MostRounds; round++)
        {
            var next = Ends(sorted, centres);
            if (next.AsSpan().SequenceEqual(ends))
            {
                break;
            }

            ends = next;
            var moved = Move(sorted, centres, ends);
            Array.Sort(centres);
            if (moved <= tolerance)
            {
                break;
            }
        }

        return [sorted[0], .. centres.Zip(centres.Skip(1), (left, right) => (left + right) / 2), sorted[^1]];
    }

    /// <summary>Moves each centre to the mean of its values; gives the sum of the squared ways.</summary>
    private static double Move(double[] sorted, double[] centres, int[] ends)
    {
        var sums = new double[centres.Length];
        var counts = new int[centres.Length];
        var owners = new int[sorted.Length];
        for (var (row, at) = (0, 0); row < sorted.Length; row++)
        {
            while (row >= ends[at])
            {
                at++;
            }

            owners[row] = at;
            sums[at] += sorted[row];
            counts[at]++;
        }

        var empty = Enumerable.Range(0, counts.Length).Where(at => counts[at] == 0).ToArray();
        if (empty.Length > 0)
        {
            var farthest = Enumerable.Range(0, sorted.Length).OrderByDescending(row => Math.Abs(sorted[row] - centres[owners[row]])).Take(empty.Length);
            foreach (var (at, row) in empty.Zip(farthest))
            {
                sums[owners[row]] -= sorted[row];
                counts[owners[row]]--;
                (sums[at], counts[at]) = (sorted[row], 1);
            }
        }

        var moved = 0.0;
        for (var at = 0; at < centres.Length; at++)
        {
            var centre = counts[at] > 0 ? sums[at] / counts[at] : centres[at];
            moved += (centre - centres[at]) * (centre - centres[at]);
            centres[at] = centre;
        }

        return moved;
    }

    /// <summary>Where the run of values of each centre ends.</summary>
    private static int[] Ends(double[] sorted, double[] centres)
    {
        var ends = new int[centres.Length];
        var row = 0;
        for (var at = 0; at < centres.Length; at++)
        {
            var border = at == centres.Length - 1 ? double.PositiveInfinity : (centres[at] + centres[at + 1]) / 2;
            while (row < sorted.Length && sorted[row] < border)
            {
                row++;
            }

            ends[at] = row;
        }

        return ends;
    }
}
