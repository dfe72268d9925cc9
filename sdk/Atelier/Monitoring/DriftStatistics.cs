using System.Globalization;

namespace Atelier.Monitoring;

/// <summary>Figures that say how far two samples, or two tables of counts, lie apart.</summary>
/// <remarks>Pure functions: nothing that is given is changed or kept. Tests compare each with scipy 1.10.</remarks>
public static class DriftStatistics
{
    /// <summary>
    /// The share that an empty bin counts as in <see cref="PopulationStability"/>, whose logarithm would be infinite otherwise.
    /// </summary>
    public const double LeastShare = 1e-4;

    private const long MostExact = 1_000_000;

    /// <summary>The population stability index of two histograms over the same bins, 0 (alike) upwards.</summary>
    /// <remarks>
    /// The sum over the bins of (q - p) ln(q / p) with p and q the shares of the bin, each raised to <see cref="LeastShare"/> where it is
    /// less. A rule
    /// of thumb of credit scoring: below 0.1 no change, from 0.2 or 0.25 a large one. Few rows raise it: two samples of n rows from one
    /// source differ by about
    /// 2 (bins - 1) / n.
    /// </remarks>
    /// <param name="reference">The counts of each bin then; at least 0, not all 0.</param>
    /// <param name="current">The counts of the same bins now; at least 0, not all 0.</param>
    /// <exception cref="ArgumentException">There are no bins, their numbers differ, or the counts are negative, not finite or all
    /// 0.</exception>
    public static double PopulationStability(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        var (before, after) = Totals(reference, current);
        var sum = 0.0;
        for (var i = 0; i < reference.Length; i++)
        {
            var p = Math.Max(reference[i] / before, LeastShare);
            var q = Math.Max(current[i] / after, LeastShare);
            sum += (q - p) * Math.Log(q / p);
        }

        return sum;
    }

    /// <summary>The Jensen-Shannon distance of two histograms over the same bins: 0 (alike) to 1 (nothing in common).</summary>
    /// <remarks>The square root of the divergence in bits. As <c>scipy.spatial.distance.jensenshannon(p, q, base=2)</c>.</remarks>
    /// <param name="reference">The counts of each bin then; at least 0, not all 0.</param>
    /// <param name="current">The counts of the same bins now; at least 0, not all 0.</param>
    /// <exception cref="ArgumentException">There are no bins, their numbers differ, or the counts are negative, not finite or all
    /// 0.</exception>
    public static double JensenShannon(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        var (before, after) = Totals(reference, current);
        var sum = 0.0;
        for (var i = 0; i < reference.Length; i++)
        {
            var (p, q) = (reference[i] / before, current[i] / after);
            var middle = (p + q) / 2;
            sum += (p > 0 ? p * Math.Log(p / middle) : 0) + (q > 0 ? q * Math.Log(q / middle) : 0);
        }

        // Rounding may leave a negative number where both are alike.
        return Math.Sqrt(Math.Max(0, sum) / (2 * Math.Log(2)));
    }

    /// <summary>Pearson's chi-square test of homogeneity: whether two tables of counts may come from one source.</summary>
    /// <remarks>
    /// As <c>scipy.stats.chi2_contingency([reference, current], correction=False)</c> without the categories that neither table has: no
    /// correction of Yates, as many degrees
    /// of freedom as there are categories but one. With one category left there is nothing to test: statistic 0, p-value 1. The p-value is
    /// an
    /// approximation that asks for about 5 expected counts in each cell.
    /// </remarks>
    /// <param name="reference">The counts of each category then; at least 0, not all 0.</param>
    /// <param name="current">The counts of the same categories now; at least 0, not all 0.</param>
    /// <exception cref="ArgumentException">There are no categories, their numbers differ, or the counts are negative, not finite or all
    /// 0.</exception>
    public static TestResult ChiSquare(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        var (before, after) = Totals(reference, current);
        var (statistic, used) = (0.0, 0);
        for (var i = 0; i < reference.Length; i++)
        {
            var both = reference[i] + current[i];
            if (both > 0)
            {
                used++;
                var (first, second) = (both / (before + after) * before, both / (before + after) * after);
                statistic += (Square(reference[i] - first) / first) + (Square(current[i] - second) / second);
            }
        }

        return used < 2 ? new TestResult(0, 1) : new TestResult(statistic, GammaFunctions.ChiSquareSurvival(statistic, used - 1));
    }

    /// <summary>
    /// The two-sample Kolmogorov-Smirnov test: the largest difference of the two empirical distribution functions, and its two-sided
    /// p-value.
    /// </summary>
    /// <remarks>
    /// As <c>scipy.stats.ks_2samp</c> with <c>method="exact"</c> (Hodges 1958) or <c>method="asymp"</c>. Both take the values to be without
    /// ties;
    /// with ties, as counted things have, the true p-value is smaller.
    /// </remarks>
    /// <param name="first">One sample, in any order.</param>
    /// <param name="second">The other sample, in any order.</param>
    /// <param name="method">How the p-value is found.</param>
    /// <exception cref="ArgumentException">A sample is empty or holds NaN or infinity.</exception>
    public static TestResult KolmogorovSmirnov(
        ReadOnlySpan<double> first, ReadOnlySpan<double> second, PValueMethod method = PValueMethod.Auto)
    {
        var (one, two) = (Sorted(first, nameof(first)), Sorted(second, nameof(second)));
        var (n, m) = ((long)one.Length, (long)two.Length);

        // Differences of the two functions in units of 1 / (n m): whole numbers, so nothing is rounded.
        var largest = 0L;
        for (int i = 0, j = 0; i < one.Length && j < two.Length;)
        {
            var value = Math.Min(one[i], two[j]);
            while (i < one.Length && one[i] == value)
            {
                i++;
            }

            while (j < two.Length && two[j] == value)
            {
                j++;
            }

            largest = Math.Max(largest, Math.Abs((i * m) - (j * n)));
        }

        var statistic = (double)largest / (n * m);
        var exact = method == PValueMethod.Exact || (method == PValueMethod.Auto && n * m <= MostExact);
        var p = exact
            ? SmirnovDistribution.TwoSampleSurvival(one.Length, two.Length, largest)
            : SmirnovDistribution.Survival((int)Math.Max(1, Math.Round((double)n * m / (n + m))), statistic);
        return new TestResult(statistic, p);
    }

    /// <summary>
    /// The first Wasserstein distance (earth mover's): how far the values of one sample must move on average to become the other, in their
    /// unit.
    /// </summary>
    /// <remarks>The area between the two empirical distribution functions. As <c>scipy.stats.wasserstein_distance</c>.</remarks>
    /// <param name="first">One sample, in any order.</param>
    /// <param name="second">The other sample, in any order.</param>
    /// <param name="firstWeights">How much each value of <paramref name="first"/> counts, at least 0, not all 0; empty where all count the
    /// same.</param>
    /// <param name="secondWeights">The same for <paramref name="second"/>.</param>
    /// <exception cref="ArgumentException">A sample is empty or holds NaN or infinity, or weights do not fit.</exception>
    public static double Wasserstein(
        ReadOnlySpan<double> first,
        ReadOnlySpan<double> second,
        ReadOnlySpan<double> firstWeights = default,
        ReadOnlySpan<double> secondWeights = default)
    {
        var (one, oneShares) = Weighted(first, firstWeights, nameof(first), nameof(firstWeights));
        var (two, twoShares) = Weighted(second, secondWeights, nameof(second), nameof(secondWeights));
        var (area, height) = (0.0, 0.0);
        var at = Math.Min(one[0], two[0]);
        for (int i = 0, j = 0; i < one.Length || j < two.Length;)
        {
            var fromFirst = j == two.Length || (i < one.Length && one[i] <= two[j]);
            var value = fromFirst ? one[i] : two[j];
            area += Math.Abs(height) * (value - at);
            height += fromFirst ? oneShares[i++] : -twoShares[j++];
            at = value;
        }

        return area;
    }

    /// <summary>
    /// p-values adjusted for how many tests were made: refusing those up to a level keeps the expected share of false alarms among them
    /// below it.
    /// </summary>
    /// <remarks>
    /// Benjamini and Hochberg 1995, with p(i) n / i made monotonous from the largest down and cut at 1: what statsmodels'
    /// <c>multipletests</c> gives with <c>fdr_bh</c>.
    /// </remarks>
    /// <param name="pValues">Any number of p-values, each 0 to 1.</param>
    /// <returns>An adjusted p-value for each, in the given order.</returns>
    /// <exception cref="ArgumentException">A p-value is NaN or outside 0 to 1.</exception>
    public static double[] AdjustPValues(ReadOnlySpan<double> pValues)
    {
        for (var i = 0; i < pValues.Length; i++)
        {
            if (!(pValues[i] >= 0 && pValues[i] <= 1))
            {
                throw new ArgumentException(Say($"`pValues` holds {pValues[i]} at {i}; expected numbers from 0 to 1."), nameof(pValues));
            }
        }

        var sorted = pValues.ToArray();
        int[] order = [.. Enumerable.Range(0, sorted.Length)];
        Array.Sort(sorted, order);
        var adjusted = new double[sorted.Length];
        var least = 1.0;
        for (var i = sorted.Length - 1; i >= 0; i--)
        {
            least = Math.Min(least, sorted[i] * sorted.Length / (i + 1));
            adjusted[order[i]] = least;
        }

        return adjusted;
    }

    private static double Square(double value) => value * value;

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static (double Reference, double Current) Totals(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        Check.SameLength(current.Length, reference.Length, nameof(current), "one count for each bin of `reference`");
        return (Total(reference, nameof(reference)), Total(current, nameof(current)));
    }

    private static double Total(ReadOnlySpan<double> counts, string name)
    {
        var total = 0.0;
        for (var i = 0; i < counts.Length; i++)
        {
            if (!double.IsFinite(counts[i]) || counts[i] < 0)
            {
                throw new ArgumentException(Say($"`{name}` holds {counts[i]} at {i}; expected finite numbers, at least 0."), name);
            }

            total += counts[i];
        }

        return total > 0 ? total : throw new ArgumentException($"`{name}` counts nothing; expected at least one row.", name);
    }

    private static double[] Sorted(ReadOnlySpan<double> sample, string name)
    {
        EnsureFinite(sample, name);
        var sorted = sample.ToArray();
        Array.Sort(sorted);
        return sorted;
    }

    private static (double[] Values, double[] Shares) Weighted(
        ReadOnlySpan<double> sample, ReadOnlySpan<double> weights, string name, string weightsName)
    {
        EnsureFinite(sample, name);
        var (values, shares) = (sample.ToArray(), new double[sample.Length]);
        if (weights.IsEmpty)
        {
            shares.AsSpan().Fill(1.0 / shares.Length);
            Array.Sort(values);
            return (values, shares);
        }

        Check.SameLength(weights.Length, sample.Length, weightsName, $"one weight for each value of `{name}`");
        var total = Total(weights, weightsName);
        for (var i = 0; i < shares.Length; i++)
        {
            shares[i] = weights[i] / total;
        }

        Array.Sort(values, shares);
        return (values, shares);
    }

    private static void EnsureFinite(ReadOnlySpan<double> sample, string name)
    {
        if (sample.IsEmpty)
        {
            throw new ArgumentException($"`{name}` is empty; expected at least one value.", name);
        }

        for (var i = 0; i < sample.Length; i++)
        {
            if (!double.IsFinite(sample[i]))
            {
                throw new ArgumentException(
                    Say($"`{name}` holds {sample[i]} at {i}; expected finite numbers. Count missing values apart."), name);
            }
        }
    }
}
