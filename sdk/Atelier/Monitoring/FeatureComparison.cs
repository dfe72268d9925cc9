using System.Globalization;
using Atelier.Data;
using Atelier.Packaging;

namespace Atelier.Monitoring;

/// <summary>Compares one column of a window with what its feature was in the training data.</summary>
internal static class FeatureComparison
{
    private const int MostUnseen = 10;

    // What the chi-square test asks for.
    private const int LeastCount = 5;

    /// <summary>The figures, before p-values are adjusted and judged.</summary>
    public static FeatureDrift Measure(FeatureReference reference, FeatureColumn column)
    {
        // Dates travel as text, as ISO 8601 writes them.
        column = (reference.Kind, column.Kind) == (FeatureKind.Date, FeatureKind.Text) ? Dates(column) : column;
        if ((reference.Kind == FeatureKind.Text) != (column.Kind == FeatureKind.Text))
        {
            throw new ArgumentException(
                $"The column `{column.Name}` holds {column.Kind}; the training data held {reference.Kind}. Give it as the model takes it.",
                "window");
        }

        return reference.Kind == FeatureKind.Text ? Texts(reference, column) : Numbers(reference, column);
    }

    /// <summary>The same with an adjusted p-value and a verdict.</summary>
    /// <param name="drift">What was measured.</param>
    /// <param name="reference">What it was measured against.</param>
    /// <param name="adjusted">The adjusted p-value of its test.</param>
    /// <param name="family">How many features and answers the report looks at: rates must be unlikely by chance among so many
    /// (Bonferroni).</param>
    /// <param name="options">When something counts as drifted.</param>
    public static FeatureDrift Judge(FeatureDrift drift, FeatureReference reference, double? adjusted, int family, DriftOptions options)
    {
        drift = drift with { AdjustedPValue = adjusted };
        if (Math.Min(drift.Rows, reference.Rows) < options.LeastRows)
        {
            return drift with { Verdict = DriftVerdict.TooFewRows };
        }

        var reasons = new List<string>();
        if (adjusted < options.Significance && drift.PopulationStability >= options.PopulationStability)
        {
            reasons.Add(Say($"its values are spread otherwise (PSI {drift.PopulationStability:0.###}, adjusted p {adjusted:0.##e0})"));
        }

        var chance = options.Significance / family;
        if (drift.MissingRate - drift.ReferenceMissingRate > options.MissingRise && drift.MissingPValue < chance)
        {
            reasons.Add(Say($"{drift.MissingRate:P1} of its values are missing, {drift.ReferenceMissingRate:P1} were"));
        }

        if (drift.OutOfRangeRate > options.OutOfRange && drift.OutOfRangePValue < chance)
        {
            reasons.Add(Say($"{drift.OutOfRangeRate:P1} of its values are outside {reference.Minimum:G6} to {reference.Maximum:G6}"));
        }

        // Rare values go on to appear: about as often as the training data had values that occur once (Good 1953).
        var once = reference.Categories.Count(category => category.Count == 1);
        if (drift.UnseenRate > options.Unseen + (once / Math.Max(1.0, reference.Rows - reference.Missing)))
        {
            reasons.Add(Say($"{drift.UnseenRate:P1} of its values are new, such as `{drift.Unseen[0].Value}`"));
        }

        return drift with { Verdict = reasons.Count > 0 ? DriftVerdict.Drifted : DriftVerdict.Stable, Reasons = reasons };
    }

    private static FeatureColumn Dates(FeatureColumn column) => new(
        column.Name,
        column.Texts.Select(text => DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var date)
            ? date
            : (DateTime?)null).ToArray());

    private static FeatureDrift Numbers(FeatureReference reference, FeatureColumn column)
    {
        var values = FeatureReference.NumbersOf(column);
        var drift = Start(reference, column, values.Length);
        if (values.Length == 0 || reference.Sample.Count == 0)
        {
            return drift;
        }

        var outside = values.Count(value => value < reference.Minimum || value > reference.Maximum);
        double[] then = [.. reference.Sample], before = [.. reference.Counts], now = [.. reference.CountIn(values)];
        return drift with
        {
            Test = DriftStatistics.KolmogorovSmirnov(then, values),
            PopulationStability = DriftStatistics.PopulationStability(before, now),
            JensenShannon = DriftStatistics.JensenShannon(before, now),
            Wasserstein = DriftStatistics.Wasserstein(then, values),
            OutOfRangeRate = (double)outside / values.Length,
            OutOfRangePValue = ChanceOutside(reference.Rows - reference.Missing, values.Length, outside),
        };
    }

    private static FeatureDrift Texts(FeatureReference reference, FeatureColumn column)
    {
        var counts = column.Texts.OfType<string>().GroupBy(text => text, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        var total = counts.Values.Sum();
        var drift = Start(reference, column, total);
        if (total == 0 || reference.Rows == reference.Missing)
        {
            return drift;
        }

        // Rare categories come and go where nothing has changed: they count as one, together with those unknown.
        var frequent = reference.Categories.Where(category => category.Count >= LeastCount).ToArray();
        double[] then = [.. frequent.Select(category => (double)category.Count)];
        double[] known = [.. frequent.Select(category => (double)counts.GetValueOrDefault(category.Value))];
        double[] before = [.. then, reference.Rows - reference.Missing - then.Sum()];
        double[] now = [.. known, total - known.Sum()];
        var seen = reference.Categories.Sum(category => counts.GetValueOrDefault(category.Value));
        ValueCount[] unseen = reference.Others > 0
            ? []
            :
            [
                .. counts.ExceptBy(reference.Categories.Select(category => category.Value), pair => pair.Key)
                    .OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal)
                    .Take(MostUnseen).Select(pair => new ValueCount(pair.Key, pair.Value)),
            ];
        return drift with
        {
            Test = DriftStatistics.ChiSquare(before, now),
            PopulationStability = DriftStatistics.PopulationStability(before, now),
            JensenShannon = DriftStatistics.JensenShannon(before, now),
            UnseenRate = reference.Others > 0 ? 0 : (double)(total - seen) / total,
            Unseen = unseen,
        };
    }

    /// <summary>The chance that so many of m values, or more, lie outside the range of n others from the same source.</summary>
    /// <remarks>
    /// All orders of the n + m values are as likely: j of the m lie outside with chance (j + 1) C(n + m - j - 2, n - 2) / C(n + m, n), for
    /// j + 1 ways to divide
    /// them among the two ends.
    /// </remarks>
    internal static double ChanceOutside(int n, int m, int outside)
    {
        if (n < 2 || outside == 0)
        {
            return 1;
        }

        var (total, at) = ((double)n + m, (double)outside);
        var term = Math.Exp(Choose(total - at - 2, n - 2) - Choose(total, n));
        var sum = 0.0;
        for (var j = outside; j <= m; j++)
        {
            sum += (j + 1) * term;
            term *= (m - (double)j) / (total - j - 2);
        }

        return Math.Min(1, sum);

        static double Choose(double of, double some) =>
            GammaFunctions.Log(of + 1) - GammaFunctions.Log(some + 1) - GammaFunctions.Log(of - some + 1);
    }

    private static FeatureDrift Start(FeatureReference reference, FeatureColumn column, int present)
    {
        var drift = new FeatureDrift(
            reference.Name,
            reference.Kind,
            column.Count,
            column.Count == 0 ? 0 : 1 - ((double)present / column.Count),
            reference.MissingRate);
        return column.Count == 0 || reference.Rows == 0 ? drift : drift with
        {
            MissingPValue = DriftStatistics.ChiSquare(
                [reference.Missing, reference.Rows - reference.Missing], [column.Count - present, present]).PValue,
        };
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
