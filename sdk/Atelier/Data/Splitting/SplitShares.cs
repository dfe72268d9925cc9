using System.Globalization;

namespace Atelier.Data;

/// <summary>The shares of the parts of a split.</summary>
internal static class SplitShares
{
    /// <summary>Requires shares above 0 that add up to 1.</summary>
    public static void Ensure(ReadOnlySpan<double> shares)
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

    /// <summary>Requires that no part is empty.</summary>
    public static void EnsureFilled(string name, int rows, IEnumerable<IReadOnlyCollection<int>> parts, ReadOnlySpan<double> shares)
    {
        if (parts.Any(part => part.Count == 0))
        {
            throw new ArgumentException(
                $"`{name}` has {rows} rows, too few for parts of {Show(shares)}: one would be empty. Add rows or make fewer parts.", "data");
        }
    }

    /// <summary>Where each part ends when a run of rows is cut into parts as near their shares as rounding allows.</summary>
    public static int[] Ends(int rows, ReadOnlySpan<double> shares)
    {
        var ends = new int[shares.Length];
        var sum = 0.0;
        for (var part = 0; part < ends.Length; part++)
        {
            sum += shares[part];
            ends[part] = part == ends.Length - 1 ? rows : (int)Math.Round(sum * rows, MidpointRounding.AwayFromZero);
        }

        return ends;
    }

    /// <summary>Equal shares.</summary>
    public static double[] Equal(int parts)
    {
        var shares = new double[parts];
        Array.Fill(shares, 1.0 / parts);
        return shares;
    }

    public static string Show(ReadOnlySpan<double> shares) =>
        string.Join(", ", shares.ToArray().Select(share => share.ToString(CultureInfo.InvariantCulture)));
}
