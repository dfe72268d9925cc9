using System.Globalization;

namespace Atelier.Data;

/// <summary>Divides rows so that each part keeps the proportions of the classes.</summary>
internal static class StratifiedSplit
{
    /// <summary>The row numbers of each part, in ascending order.</summary>
    /// <remarks>
    /// Rows are grouped by class, shuffled within the class and dealt one by one to the part that lags furthest behind its share.
    /// So every run of rows, a class or the whole, is divided to within one row of the shares.
    /// </remarks>
    public static int[][] Assign(Dataset data, ReadOnlySpan<double> shares, int seed)
    {
        EnsureShares(shares);
        var order = Enumerable.Range(0, data.Count).ToArray();
        new Random(seed).Shuffle(order);
        if (data.HasLabels)
        {
            var labels = data.Labels;
            order = [.. order.OrderBy(row => labels.Span[row])];
        }

        var parts = new List<int>[shares.Length];
        for (var part = 0; part < parts.Length; part++)
        {
            parts[part] = [];
        }

        for (var dealt = 0; dealt < order.Length; dealt++)
        {
            var neediest = 0;
            for (var part = 1; part < parts.Length; part++)
            {
                if (Lag(part, dealt, shares) > Lag(neediest, dealt, shares))
                {
                    neediest = part;
                }
            }

            parts[neediest].Add(order[dealt]);
        }

        if (parts.Any(part => part.Count == 0))
        {
            throw new ArgumentException(
                $"`{data.Name}` has {data.Count} rows, too few for parts of {string.Join(", ", shares.ToArray().Select(share => share.ToString(CultureInfo.InvariantCulture)))}: one would be empty. "
                + "Add rows or make fewer parts.",
                nameof(data));
        }

        return [.. parts.Select(part => part.Order().ToArray())];

        double Lag(int part, int dealt, ReadOnlySpan<double> shares) => (shares[part] * (dealt + 1)) - parts[part].Count;
    }

    private static void EnsureShares(ReadOnlySpan<double> shares)
    {
        var sum = 0.0;
        foreach (var share in shares)
        {
            if (!(share > 0))
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"A part's share is {share}; expected a number above 0."), nameof(shares));
            }

            sum += share;
        }

        if (!(Math.Abs(sum - 1) < 1e-9))
        {
            throw new ArgumentException(
                FormattableString.Invariant($"The shares add up to {sum}; expected 1, such as 0.8, 0.1, 0.1."), nameof(shares));
        }
    }
}
