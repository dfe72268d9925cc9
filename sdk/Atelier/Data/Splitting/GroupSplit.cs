namespace Atelier.Data;

/// <summary>Divides rows so that all rows of a group come into one part.</summary>
internal static class GroupSplit
{
    /// <summary>The row numbers of each part, in ascending order.</summary>
    /// <remarks>
    /// Groups are taken in a random order, each by the part that is furthest below its share; then single groups are moved, or
    /// exchanged between two parts, as long as that brings the sizes nearer to the shares (sum of squared differences).
    /// </remarks>
    public static int[][] Assign(Dataset data, FeatureColumn groups, ReadOnlySpan<double> shares, int seed)
    {
        SplitShares.Ensure(shares);
        var rows = Rows(data, groups);
        if (rows.Length < shares.Length)
        {
            throw new ArgumentException(
                $"`{groups.Name}` holds {rows.Length} {(rows.Length == 1 ? "group" : "groups")}; expected at least {shares.Length}, one for each part. "
                + "Make fewer parts or group by another column.",
                nameof(groups));
        }

        new Random(seed).Shuffle(rows);
        var parts = Deal(rows, data.Count, shares);
        while (Improve(parts, data.Count, shares))
        {
        }

        return [.. parts.Select(part => part.SelectMany(group => group).Order().ToArray())];
    }

    /// <summary>The rows of each group, groups in the order of their first row.</summary>
    private static int[][] Rows(Dataset data, FeatureColumn groups)
    {
        Check.SameLength(groups.Count, data.Count, groups.Name, $"one group for each row of `{data.Name}`");
        var found = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (var row = 0; row < groups.Count; row++)
        {
            var group = groups.Category(row) ?? throw new ArgumentException(
                $"`{groups.Name}` is missing at row {row}; expected a group in every row. Fill or drop such rows first.", nameof(groups));
            if (!found.TryGetValue(group, out var members))
            {
                found.Add(group, members = []);
            }

            members.Add(row);
        }

        return [.. found.Values.OrderBy(members => members[0]).Select(members => members.ToArray())];
    }

    private static List<int[]>[] Deal(int[][] groups, int rows, ReadOnlySpan<double> shares)
    {
        var parts = new List<int[]>[shares.Length];
        var missing = new double[shares.Length];
        for (var part = 0; part < parts.Length; part++)
        {
            parts[part] = [];
            missing[part] = shares[part] * rows;
        }

        for (var at = 0; at < groups.Length; at++)
        {
            // The last groups are for the parts that have none yet.
            var empty = parts.Count(part => part.Count == 0);
            var open = Enumerable.Range(0, parts.Length).Where(part => groups.Length - at > empty || parts[part].Count == 0);
            var neediest = open.MaxBy(part => missing[part]);
            parts[neediest].Add(groups[at]);
            missing[neediest] -= groups[at].Length;
        }

        return parts;
    }

    /// <summary>Makes the one move or exchange that gains most; false when none gains.</summary>
    private static bool Improve(List<int[]>[] parts, int rows, ReadOnlySpan<double> shares)
    {
        // Groups of one size are alike, so only sizes are tried: at most about sqrt(2 * rows) of them differ.
        var sizes = parts.Select(part => part.Select(group => group.Length).Distinct().Order().ToArray()).ToArray();
        var excess = new double[parts.Length];
        for (var part = 0; part < parts.Length; part++)
        {
            excess[part] = parts[part].Sum(group => group.Length) - (shares[part] * rows);
        }

        var best = (Gain: 1e-6, From: -1, To: -1, Give: 0, Take: 0);
        for (var from = 0; from < parts.Length; from++)
        {
            for (var to = 0; to < parts.Length; to++)
            {
                if (from == to)
                {
                    continue;
                }

                foreach (var give in sizes[from])
                {
                    if (parts[from].Count > 1)
                    {
                        Try(from, to, give, 0);
                    }

                    foreach (var take in sizes[to].TakeWhile(size => size < give))
                    {
                        Try(from, to, give, take);
                    }
                }
            }
        }

        if (best.From < 0)
        {
            return false;
        }

        var moved = Remove(parts[best.From], best.Give);
        if (best.Take > 0)
        {
            parts[best.From].Add(Remove(parts[best.To], best.Take));
        }

        parts[best.To].Add(moved);
        return true;

        void Try(int from, int to, int give, int take)
        {
            double moved = give - take;
            var gain = 2 * moved * (excess[from] - excess[to] - moved);
            if (gain > best.Gain)
            {
                best = (gain, from, to, give, take);
            }
        }
    }

    private static int[] Remove(List<int[]> part, int size)
    {
        var at = part.FindIndex(group => group.Length == size);
        var group = part[at];
        part.RemoveAt(at);
        return group;
    }
}
