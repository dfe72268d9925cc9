namespace Atelier.Data;

/// <summary>Divides datasets into parts that share no row; rows keep their order within a part.</summary>
/// <remarks>
/// <see cref="Dataset.Split(double, double, int)"/> is the usual division, at random and with the classes in the same proportions. Those
/// here serve data where that would leak: rows that belong together (<see cref="SplitByGroup(Dataset, string, double, double, int)"/>) or
/// follow each other in time (<see cref="SplitByTime(Dataset, string, double, double)"/>). Parts of streamed data are streamed.
/// </remarks>
public static class Splits
{
    /// <summary>Divides the rows at random into two parts, whatever their classes.</summary>
    /// <param name="data">Any dataset.</param>
    /// <param name="train">The training part's share, above 0.</param>
    /// <param name="test">The test part's share, above 0; the shares add up to 1.</param>
    /// <param name="seed">Equal seeds give equal parts.</param>
    /// <exception cref="ArgumentException">A share is not positive, they do not add up to 1, or a part would be empty.</exception>
    public static (Dataset Train, Dataset Test) SplitRandom(this Dataset data, double train, double test, int seed) =>
        Two(data, Random(data, [train, test], seed));

    /// <summary>Divides the rows at random into three parts, whatever their classes.</summary>
    /// <param name="data">Any dataset.</param>
    /// <param name="train">The training part's share, above 0.</param>
    /// <param name="validation">The validation part's share, above 0.</param>
    /// <param name="test">The test part's share, above 0; the shares add up to 1.</param>
    /// <param name="seed">Equal seeds give equal parts.</param>
    /// <exception cref="ArgumentException">A share is not positive, they do not add up to 1, or a part would be empty.</exception>
    public static (Dataset Train, Dataset Validation, Dataset Test) SplitRandom(
        this Dataset data, double train, double validation, double test, int seed) =>
        Three(data, Random(data, [train, validation, test], seed));

    /// <summary>Divides the rows at random into two parts with the same distribution of the number to predict.</summary>
    /// <param name="data">A dataset with <see cref="Dataset.Targets"/>.</param>
    /// <param name="train">The training part's share, above 0.</param>
    /// <param name="test">The test part's share, above 0; the shares add up to 1.</param>
    /// <param name="seed">Equal seeds give equal parts.</param>
    /// <param name="bins">The rows, sorted by target, are cut into so many bins of equal size, at least 2, and each bin is divided.</param>
    /// <exception cref="ArgumentException">There are no targets, a share is not positive, they do not add up to 1, or a part would be empty.</exception>
    public static (Dataset Train, Dataset Test) SplitByTarget(this Dataset data, double train, double test, int seed, int bins = 10)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Two(data, StratifiedSplit.Assign(data, StratifiedSplit.Bins(data, bins), [train, test], seed));
    }

    /// <summary>Divides the rows at random into three parts with the same distribution of the number to predict.</summary>
    /// <param name="data">A dataset with <see cref="Dataset.Targets"/>.</param>
    /// <param name="train">The training part's share, above 0.</param>
    /// <param name="validation">The validation part's share, above 0.</param>
    /// <param name="test">The test part's share, above 0; the shares add up to 1.</param>
    /// <param name="seed">Equal seeds give equal parts.</param>
    /// <param name="bins">The rows, sorted by target, are cut into so many bins of equal size, at least 2, and each bin is divided.</param>
    /// <exception cref="ArgumentException">There are no targets, a share is not positive, they do not add up to 1, or a part would be empty.</exception>
    public static (Dataset Train, Dataset Validation, Dataset Test) SplitByTarget(
        this Dataset data, double train, double validation, double test, int seed, int bins = 10)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Three(data, StratifiedSplit.Assign(data, StratifiedSplit.Bins(data, bins), [train, validation, test], seed));
    }

    /// <summary>Divides the rows into two parts so that no group, such as a customer or a patient, is in both.</summary>
    /// <param name="data">A dataset with the column.</param>
    /// <param name="column">The feature column whose equal values make a group.</param>
    /// <param name="train">The training part's share, above 0; sizes come as near the shares as whole groups allow.</param>
    /// <param name="test">The test part's share, above 0; the shares add up to 1.</param>
    /// <param name="seed">Equal seeds give equal parts.</param>
    /// <exception cref="ArgumentException">There is no such column, a group is missing, there are fewer groups than parts, or the shares are wrong.</exception>
    public static (Dataset Train, Dataset Test) SplitByGroup(this Dataset data, string column, double train, double test, int seed) =>
        data.SplitByGroup(Column(data, column), train, test, seed);

    /// <summary>Divides the rows into three parts so that no group, such as a customer or a patient, is in two.</summary>
    /// <param name="data">A dataset with the column.</param>
    /// <param name="column">The feature column whose equal values make a group.</param>
    /// <param name="train">The training part's share, above 0; sizes come as near the shares as whole groups allow.</param>
    /// <param name="validation">The validation part's share, above 0.</param>
    /// <param name="test">The test part's share, above 0; the shares add up to 1.</param>
    /// <param name="seed">Equal seeds give equal parts.</param>
    /// <exception cref="ArgumentException">There is no such column, a group is missing, there are fewer groups than parts, or the shares are wrong.</exception>
    public static (Dataset Train, Dataset Validation, Dataset Test) SplitByGroup(
        this Dataset data, string column, double train, double validation, double test, int seed) =>
        data.SplitByGroup(Column(data, column), train, validation, test, seed);

    /// <summary>Divides the rows into two parts so that no group is in both; the groups are not among the features.</summary>
    /// <param name="data">Any dataset.</param>
    /// <param name="groups">One group a row, such as <c>new FeatureColumn("patient", ids)</c>; equal values make a group.</param>
    /// <param name="train">The training part's share, above 0; sizes come as near the shares as whole groups allow.</param>
    /// <param name="test">The test part's share, above 0; the shares add up to 1.</param>
    /// <param name="seed">Equal seeds give equal parts.</param>
    /// <exception cref="ArgumentException">The lengths differ, a group is missing, there are fewer groups than parts, or the shares are wrong.</exception>
    public static (Dataset Train, Dataset Test) SplitByGroup(this Dataset data, FeatureColumn groups, double train, double test, int seed) =>
        Two(data, Grouped(data, groups, [train, test], seed));

    /// <summary>Divides the rows into three parts so that no group is in two; the groups are not among the features.</summary>
    /// <param name="data">Any dataset.</param>
    /// <param name="groups">One group a row, such as <c>new FeatureColumn("patient", ids)</c>; equal values make a group.</param>
    /// <param name="train">The training part's share, above 0; sizes come as near the shares as whole groups allow.</param>
    /// <param name="validation">The validation part's share, above 0.</param>
    /// <param name="test">The test part's share, above 0; the shares add up to 1.</param>
    /// <param name="seed">Equal seeds give equal parts.</param>
    /// <exception cref="ArgumentException">The lengths differ, a group is missing, there are fewer groups than parts, or the shares are wrong.</exception>
    public static (Dataset Train, Dataset Validation, Dataset Test) SplitByGroup(
        this Dataset data, FeatureColumn groups, double train, double validation, double test, int seed) =>
        Three(data, Grouped(data, groups, [train, validation, test], seed));

    /// <summary>Divides the rows by time: everything to train on is earlier than everything to test on.</summary>
    /// <param name="data">A dataset with the column.</param>
    /// <param name="column">A feature column of dates, or of numbers that grow with time; rows of one time stay together.</param>
    /// <param name="train">The training part's share, above 0; sizes come as near the shares as the times allow.</param>
    /// <param name="test">The test part's share, above 0; the shares add up to 1.</param>
    /// <exception cref="ArgumentException">There is no such column, it holds text, a time is missing, or there are fewer times than parts.</exception>
    public static (Dataset Train, Dataset Test) SplitByTime(this Dataset data, string column, double train, double test) =>
        data.SplitByTime(Column(data, column), train, test);

    /// <summary>Divides the rows by time: everything to train on is earlier than everything to validate on, and that than the test part.</summary>
    /// <param name="data">A dataset with the column.</param>
    /// <param name="column">A feature column of dates, or of numbers that grow with time; rows of one time stay together.</param>
    /// <param name="train">The training part's share, above 0; sizes come as near the shares as the times allow.</param>
    /// <param name="validation">The validation part's share, above 0.</param>
    /// <param name="test">The test part's share, above 0; the shares add up to 1.</param>
    /// <exception cref="ArgumentException">There is no such column, it holds text, a time is missing, or there are fewer times than parts.</exception>
    public static (Dataset Train, Dataset Validation, Dataset Test) SplitByTime(
        this Dataset data, string column, double train, double validation, double test) =>
        data.SplitByTime(Column(data, column), train, validation, test);

    /// <summary>Divides the rows by times that are not among the features.</summary>
    /// <param name="data">Any dataset.</param>
    /// <param name="times">One date, or number that grows with time, a row; rows of one time stay together.</param>
    /// <param name="train">The training part's share, above 0; sizes come as near the shares as the times allow.</param>
    /// <param name="test">The test part's share, above 0; the shares add up to 1.</param>
    /// <exception cref="ArgumentException">The lengths differ, the times are text, one is missing, or there are fewer times than parts.</exception>
    public static (Dataset Train, Dataset Test) SplitByTime(this Dataset data, FeatureColumn times, double train, double test) =>
        Two(data, Timed(data, times, [train, test]));

    /// <summary>Divides the rows by times that are not among the features, into three parts.</summary>
    /// <param name="data">Any dataset.</param>
    /// <param name="times">One date, or number that grows with time, a row; rows of one time stay together.</param>
    /// <param name="train">The training part's share, above 0; sizes come as near the shares as the times allow.</param>
    /// <param name="validation">The validation part's share, above 0.</param>
    /// <param name="test">The test part's share, above 0; the shares add up to 1.</param>
    /// <exception cref="ArgumentException">The lengths differ, the times are text, one is missing, or there are fewer times than parts.</exception>
    public static (Dataset Train, Dataset Validation, Dataset Test) SplitByTime(
        this Dataset data, FeatureColumn times, double train, double validation, double test) =>
        Three(data, Timed(data, times, [train, validation, test]));

    internal static FeatureColumn Column(Dataset data, string column)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.IsTabular)
        {
            return data.Column(column);
        }

        var at = data.FeatureNames.ToList().IndexOf(column);
        return at >= 0
            ? new FeatureColumn(column, DenseColumns.Feature(data, at))
            : throw new ArgumentException(
                $"`{data.Name}` has no named column `{column}`. Give the values of each row as a FeatureColumn instead.", nameof(column));
    }

    private static int[][] Random(Dataset data, ReadOnlySpan<double> shares, int seed)
    {
        ArgumentNullException.ThrowIfNull(data);
        return StratifiedSplit.Assign(data, [], shares, seed);
    }

    private static int[][] Grouped(Dataset data, FeatureColumn groups, ReadOnlySpan<double> shares, int seed)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(groups);
        return GroupSplit.Assign(data, groups, shares, seed);
    }

    private static int[][] Timed(Dataset data, FeatureColumn times, ReadOnlySpan<double> shares)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(times);
        return TimeSplit.Of(data, times).Assign(shares);
    }

    private static (Dataset Train, Dataset Test) Two(Dataset data, int[][] parts) => (data.Select(parts[0]), data.Select(parts[1]));

    private static (Dataset Train, Dataset Validation, Dataset Test) Three(Dataset data, int[][] parts) =>
        (data.Select(parts[0]), data.Select(parts[1]), data.Select(parts[2]));
}
