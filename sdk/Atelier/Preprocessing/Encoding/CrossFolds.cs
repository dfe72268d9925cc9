namespace Atelier.Preprocessing;

/// <summary>Divides rows into folds at random, each with the groups in the same proportions.</summary>
internal static class CrossFolds
{
    /// <summary>The fold of each row. Rows of a group, in the order of a hash of seed and row number, are dealt out in turn.</summary>
    /// <param name="groups">The group of each row, such as its class.</param>
    /// <param name="folds">At least 2.</param>
    /// <param name="seed">Equal seeds give equal folds, on every machine and release.</param>
    public static int[] Assign(ReadOnlySpan<int> groups, int folds, int seed)
    {
        var rows = new int[groups.Length];
        var keys = new (int Group, ulong Hash)[groups.Length];
        for (var row = 0; row < rows.Length; row++)
        {
            rows[row] = row;
            keys[row] = (groups[row], Mix(unchecked((ulong)seed + ((ulong)(row + 1) * 0x9E3779B97F4A7C15))));
        }

        Array.Sort(keys, rows);
        var result = new int[groups.Length];
        for (var at = 0; at < rows.Length; at++)
        {
            result[rows[at]] = at % folds;
        }

        return result;
    }

    /// <summary>The finalizer of SplitMix64 (Steele, Lea, Flood 2014).</summary>
    private static ulong Mix(ulong value)
    {
        unchecked
        {
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return value ^ (value >> 31);
        }
    }
}
