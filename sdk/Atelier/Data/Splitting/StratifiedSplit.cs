namespace Atelier.Data;

/// <summary>Divides rows so that each part keeps the proportions of the classes.</summary>
internal static class StratifiedSplit
{
    // Far below any share of a row that matters, far above the rounding of share times rows.
    private const double Rounding = 1e-7;

    /// <summary>The row numbers of each part, in ascending order; without labels, the rows are divided at random.</summary>
    /// <remarks>
    /// Rows are shuffled within their class. Each class is divided to within one row of the shares: what rounding leaves over goes to the
    /// parts that lag furthest behind their share of all classes so far, so that the whole comes near the shares, too.
    /// </remarks>
    public static int[][] Assign(Dataset data, ReadOnlySpan<double> shares, int seed) => Assign(data, data.Labels.Span, shares, seed);

    /// <summary>The row numbers of each part, in ascending order, for strata other than the classes; empty strata divide at random.</summary>
    public static int[][] Assign(Dataset data, ReadOnlySpan<int> strata, ReadOnlySpan<double> shares, int seed)
    {
        SplitShares.Ensure(shares);
        var order = Order(data.Count, strata, seed);
        var parts = new List<int>[shares.Length];
        for (var part = 0; part < parts.Length; part++)
        {
            parts[part] = [];
        }

        for (var start = 0; start < order.Length;)
        {
            var end = start + 1;
            while (end < order.Length && (strata.IsEmpty || strata[order[end]] == strata[order[start]]))
            {
                end++;
            }

            var open = Quotas(parts, start, end, shares);
            for (; start < end; start++)
            {
                var neediest = Neediest(parts, start + 1, shares, part => open[part] > 0);
                parts[neediest].Add(order[start]);
                open[neediest]--;
            }
        }

        SplitShares.EnsureFilled(data.Name, data.Count, parts, shares);
        return [.. parts.Select(part => part.Order().ToArray())];
    }

    /// <summary>Equal parts, in ascending order of rows: of every stratum and of the whole, no two parts differ by more than one row.</summary>
    public static int[][] Deal(int rows, ReadOnlySpan<int> strata, int parts, int seed)
    {
        var order = Order(rows, strata, seed);
        return [.. Enumerable.Range(0, parts).Select(part => order.Where((_, at) => at % parts == part).Order().ToArray())];
    }

    /// <summary>Strata for numbers to predict: bins of equally many rows, from the lowest to the highest.</summary>
    public static int[] Bins(Dataset data, int bins)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 2);
        if (data.Targets.IsEmpty)
        {
            throw new ArgumentException(
                $"`{data.Name}` has no targets to stratify by; expected a number to predict in each row. For classes call Split or Folds.", nameof(data));
        }

        var targets = data.Targets;
        var strata = new int[data.Count];
        var rank = 0;
        foreach (var row in Enumerable.Range(0, data.Count).OrderBy(row => targets.Span[row]))
        {
            strata[row] = (int)((long)rank++ * bins / data.Count);
        }

        return strata;
    }

    /// <summary>How many rows of a class each part takes.</summary>
    private static int[] Quotas(List<int>[] parts, int start, int end, ReadOnlySpan<double> shares)
    {
        var quotas = new int[shares.Length];
        var whole = new bool[shares.Length];
        var rest = end - start;
        for (var part = 0; part < quotas.Length; part++)
        {
            var wanted = shares[part] * (end - start);
            quotas[part] = (int)Math.Floor(wanted + Rounding);
            whole[part] = Math.Abs(wanted - quotas[part]) <= Rounding;
            rest -= quotas[part];
        }

        for (; rest > 0; rest--)
        {
            var neediest = Neediest(parts, end, shares, part => !whole[part], quotas);
            quotas[neediest]++;
            whole[neediest] = true;
        }

        return quotas;
    }

    /// <summary>The part furthest below its share of the rows dealt, of those that may take more.</summary>
    private static int Neediest(List<int>[] parts, int dealt, ReadOnlySpan<double> shares, Func<int, bool> mayTake, int[]? promised = null)
    {
        var (neediest, most) = (0, double.NegativeInfinity);
        for (var part = 0; part < parts.Length; part++)
        {
            var lag = (shares[part] * dealt) - parts[part].Count - (promised?[part] ?? 0);
            if (lag > most && mayTake(part))
            {
                (neediest, most) = (part, lag);
            }
        }

        return neediest;
    }

    private static int[] Order(int rows, ReadOnlySpan<int> strata, int seed)
    {
        var order = Enumerable.Range(0, rows).ToArray();
        new Random(seed).Shuffle(order);
        if (strata.IsEmpty)
        {
            return order;
        }

        var keys = strata.ToArray();
        return [.. order.OrderBy(row => keys[row])];
    }
}
