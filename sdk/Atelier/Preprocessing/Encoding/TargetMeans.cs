namespace Atelier.Preprocessing;

/// <summary>The mean of a target by category, drawn towards the overall mean.</summary>
internal static class TargetMeans
{
    /// <param name="places">The category of each row.</param>
    /// <param name="categories">How many categories there are.</param>
    /// <param name="target">The target of each row.</param>
    /// <param name="folds">The fold of each row; null uses every row.</param>
    /// <param name="held">The fold whose rows are not looked at.</param>
    /// <param name="smoothing">Rows of the overall mean to mix in; null learns it.</param>
    /// <returns>One mean for each category, and the overall mean.</returns>
    public static (double[] Means, double Overall) Of(
        ReadOnlySpan<int> places, int categories, ReadOnlySpan<double> target, int[]? folds, int held, double? smoothing)
    {
        var counts = new int[categories];
        var sums = new double[categories];
        var rows = 0;
        var total = 0.0;
        for (var row = 0; row < places.Length; row++)
        {
            if (folds is null || folds[row] != held)
            {
                counts[places[row]]++;
                sums[places[row]] += target[row];
                total += target[row];
                rows++;
            }
        }

        var overall = total / rows;
        var squares = new double[categories];
        var variance = 0.0;
        for (var row = 0; row < places.Length; row++)
        {
            if (folds is null || folds[row] != held)
            {
                var deviation = target[row] - (sums[places[row]] / counts[places[row]]);
                squares[places[row]] += deviation * deviation;
                variance += (target[row] - overall) * (target[row] - overall);
            }
        }

        variance /= rows;
        for (var at = 0; at < categories; at++)
        {
            sums[at] = smoothing is { } mixed
                ? Mixed(sums[at], counts[at], overall, mixed)
                : Bayes(sums[at], counts[at], squares[at], overall, variance);
        }

        return (sums, overall);
    }

    private static double Mixed(double sum, int count, double overall, double smoothing) =>
        count + smoothing == 0 ? overall : (sum + (smoothing * overall)) / (count + smoothing);

    /// <summary>The weight of the category's own mean grows with its rows and with the overall spread, and falls with its own spread.</summary>
    private static double Bayes(double sum, int count, double squares, double overall, double variance)
    {
        if (count == 0 || variance == 0)
        {
            return overall;
        }

        var weight = variance * count / ((variance * count) + (squares / count));
        return (weight * sum / count) + ((1 - weight) * overall);
    }
}
