namespace Atelier.Data;

/// <summary>Divides datasets into folds: every row is validated on once, by a model that was not trained on it.</summary>
/// <remarks>Folds hold row numbers only; their rows are selected when <see cref="Fold.Train"/> and <see cref="Fold.Validation"/> are asked for.</remarks>
public static class CrossValidation
{
    /// <summary>Folds at random, each with the classes in the same proportions; without labels, plainly at random.</summary>
    /// <param name="data">Any dataset.</param>
    /// <param name="count">How many folds, at least 2. Of each class, and of the whole, no two validation parts differ by more than one row.</param>
    /// <param name="seed">Equal seeds give equal folds.</param>
    /// <exception cref="ArgumentException">
    /// There are fewer rows than folds, or a class has fewer rows than folds, so that some fold would validate without it:
    /// <see cref="FoldsRandom"/> takes no notice of classes.
    /// </exception>
    public static IReadOnlyList<Fold> Folds(this Dataset data, int count, int seed)
    {
        EnsureCount(data, count);
        EnsureClasses(data, count);
        return Rotate(data, StratifiedSplit.Deal(data.Count, data.Labels.Span, count, seed));
    }

    /// <summary>Folds at random, whatever the classes of the rows.</summary>
    /// <param name="data">Any dataset.</param>
    /// <param name="count">How many folds, at least 2; no two validation parts differ by more than one row.</param>
    /// <param name="seed">Equal seeds give equal folds.</param>
    /// <exception cref="ArgumentException">There are fewer rows than folds.</exception>
    public static IReadOnlyList<Fold> FoldsRandom(this Dataset data, int count, int seed)
    {
        EnsureCount(data, count);
        return Rotate(data, StratifiedSplit.Deal(data.Count, [], count, seed));
    }

    /// <summary>Folds at random, each with the same distribution of the number to predict.</summary>
    /// <param name="data">A dataset with <see cref="Dataset.Targets"/>.</param>
    /// <param name="count">How many folds, at least 2.</param>
    /// <param name="seed">Equal seeds give equal folds.</param>
    /// <param name="bins">The rows, sorted by target, are cut into so many bins of equal size, at least 2, and each bin is divided.</param>
    /// <exception cref="ArgumentException">There are fewer rows than folds, or no targets.</exception>
    public static IReadOnlyList<Fold> FoldsByTarget(this Dataset data, int count, int seed, int bins = 10)
    {
        EnsureCount(data, count);
        return Rotate(data, StratifiedSplit.Deal(data.Count, StratifiedSplit.Bins(data, bins), count, seed));
    }

    /// <summary>Several divisions into folds after another, each drawn anew, as <see cref="Folds"/> makes them.</summary>
    /// <param name="data">Any dataset.</param>
    /// <param name="count">How many folds a division, at least 2.</param>
    /// <param name="repeats">How many divisions, at least 1; every row is validated on so many times.</param>
    /// <param name="seed">Equal seeds give equal folds.</param>
    /// <exception cref="ArgumentException">There are fewer rows than folds, or a class has fewer rows than folds.</exception>
    public static IReadOnlyList<Fold> RepeatedFolds(this Dataset data, int count, int repeats, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(repeats);
        var seeds = new Random(seed);
        return [.. Enumerable.Range(0, repeats).SelectMany(_ => data.Folds(count, seeds.Next()))];
    }

    /// <summary>Folds in which no group, such as a customer or a patient, is trained and validated on at once.</summary>
    /// <param name="data">A dataset with the column.</param>
    /// <param name="column">The feature column whose equal values make a group.</param>
    /// <param name="count">How many folds, at least 2; validation parts are as near equal as whole groups allow.</param>
    /// <param name="seed">Equal seeds give equal folds.</param>
    /// <exception cref="ArgumentException">There is no such column, a group is missing, or there are fewer groups than folds.</exception>
    public static IReadOnlyList<Fold> FoldsByGroup(this Dataset data, string column, int count, int seed) =>
        data.FoldsByGroup(Splits.Column(data, column), count, seed);

    /// <summary>Folds in which no group is trained and validated on at once; the groups are not among the features.</summary>
    /// <param name="data">Any dataset.</param>
    /// <param name="groups">One group a row, such as <c>new FeatureColumn("patient", ids)</c>; equal values make a group.</param>
    /// <param name="count">How many folds, at least 2; validation parts are as near equal as whole groups allow.</param>
    /// <param name="seed">Equal seeds give equal folds.</param>
    /// <exception cref="ArgumentException">The lengths differ, a group is missing, or there are fewer groups than folds.</exception>
    public static IReadOnlyList<Fold> FoldsByGroup(this Dataset data, FeatureColumn groups, int count, int seed)
    {
        EnsureCount(data, count);
        ArgumentNullException.ThrowIfNull(groups);
        return Rotate(data, GroupSplit.Assign(data, groups, SplitShares.Equal(count), seed));
    }

    /// <summary>Windows that grow with time: each trains on everything before the rows that it validates on.</summary>
    /// <param name="data">A dataset with the column.</param>
    /// <param name="column">A feature column of dates, or of numbers that grow with time; rows of one time stay together.</param>
    /// <param name="count">
    /// How many windows, at least 1: the rows are cut by time into one run more, of equal sizes as near as the times allow; the first is only trained on.
    /// </param>
    /// <param name="gapRows">At least so many of the latest rows before the validation part are left out of training.</param>
    /// <exception cref="ArgumentException">There is no such column, it holds text, a time is missing, or there are too few times.</exception>
    public static IReadOnlyList<Fold> FoldsByTime(this Dataset data, string column, int count, int gapRows = 0) =>
        data.FoldsByTime(Splits.Column(data, column), count, gapRows);

    /// <summary>Windows that grow with time, with a gap of time between training and validation.</summary>
    /// <param name="data">A dataset with the column.</param>
    /// <param name="column">A feature column of dates; rows of one time stay together.</param>
    /// <param name="count">How many windows, at least 1.</param>
    /// <param name="gap">Rows less than this before the first row of the validation part are left out of training.</param>
    /// <exception cref="ArgumentException">There is no such column, it holds no dates, a time is missing, or there are too few times.</exception>
    public static IReadOnlyList<Fold> FoldsByTime(this Dataset data, string column, int count, TimeSpan gap) =>
        data.FoldsByTime(Splits.Column(data, column), count, gap);

    /// <summary>Windows that grow with time; the times are not among the features.</summary>
    /// <param name="data">Any dataset.</param>
    /// <param name="times">One date, or number that grows with time, a row; rows of one time stay together.</param>
    /// <param name="count">How many windows, at least 1.</param>
    /// <param name="gapRows">At least so many of the latest rows before the validation part are left out of training.</param>
    /// <exception cref="ArgumentException">The lengths differ, the times are text, one is missing, or there are too few times.</exception>
    public static IReadOnlyList<Fold> FoldsByTime(this Dataset data, FeatureColumn times, int count, int gapRows = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(gapRows);
        return Windows(data, times, count, gapRows, gapTicks: 0);
    }

    /// <summary>Windows that grow with time, with a gap of time; the times are not among the features.</summary>
    /// <param name="data">Any dataset.</param>
    /// <param name="times">One date a row; rows of one time stay together.</param>
    /// <param name="count">How many windows, at least 1.</param>
    /// <param name="gap">Rows less than this before the first row of the validation part are left out of training.</param>
    /// <exception cref="ArgumentException">The lengths differ, there are no dates, one is missing, or there are too few times.</exception>
    public static IReadOnlyList<Fold> FoldsByTime(this Dataset data, FeatureColumn times, int count, TimeSpan gap)
    {
        ArgumentNullException.ThrowIfNull(times);
        ArgumentOutOfRangeException.ThrowIfLessThan(gap, TimeSpan.Zero);
        return times.Kind == FeatureKind.Date
            ? Windows(data, times, count, gapRows: 0, gap.Ticks)
            : throw new ArgumentException($"`{times.Name}` holds no dates, so a gap of time means nothing there; give the gap as a number of rows.", nameof(gap));
    }

    private static Fold[] Windows(Dataset data, FeatureColumn times, int count, int gapRows, long gapTicks)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(times);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        return [.. TimeSplit.Of(data, times).Windows(count, gapRows, gapTicks).Select(window => new Fold(data, window.Train, window.Validation))];
    }

    private static Fold[] Rotate(Dataset data, int[][] parts) =>
        [.. parts.Select(part => new Fold(data, [.. parts.Where(other => other != part).SelectMany(rows => rows).Order()], part))];

    private static void EnsureCount(Dataset data, int count)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        if (data.Count < count)
        {
            throw new ArgumentException($"`{data.Name}` has {data.Count} rows, too few for {count} folds. Add rows or make fewer folds.", nameof(count));
        }
    }

    private static void EnsureClasses(Dataset data, int count)
    {
        var rows = new int[data.ClassNames.Count];
        foreach (var label in data.Labels.Span)
        {
            rows[label]++;
        }

        var scarce = Array.FindIndex(rows, number => number > 0 && number < count);
        if (scarce >= 0)
        {
            throw new ArgumentException(
                $"The class `{data.ClassNames[scarce]}` of `{data.Name}` has {rows[scarce]} {(rows[scarce] == 1 ? "row" : "rows")}, fewer than "
                + $"{count} folds: some fold would validate without it. Make fewer folds, merge or drop the class, or call FoldsRandom, which takes no notice of classes.",
                nameof(count));
        }
    }
}
