using Atelier.Data;
using Atelier.Preprocessing;

namespace Atelier.Packaging;

/// <summary>How the values of one feature, or of a model's answers, were spread in the data that a model was trained on.</summary>
/// <remarks>
/// Numbers are counted in bins that held about as many values each, and a sorted sample of them is kept. Dates are numbers of days since
/// 1970-01-01.
/// Texts are counted as categories. NaN, infinity and null are missing values.
/// </remarks>
/// <param name="Name">The feature's name.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Rows">The number of rows looked at.</param>
/// <param name="Missing">In how many of them the value was missing.</param>
public sealed record FeatureReference(string Name, FeatureKind Kind, int Rows, int Missing)
{
    /// <summary>The smallest number; null for texts, and where all values were missing.</summary>
    public double? Minimum { get; init; }

    /// <summary>The largest number; null for texts, and where all values were missing.</summary>
    public double? Maximum { get; init; }

    /// <summary>
    /// Where bins meet, ascending: bin i holds the numbers above edge i - 1, up to and with edge i; the first and the last bin have no end.
    /// </summary>
    public IReadOnlyList<double> Edges { get; init; } = [];

    /// <summary>The count of each bin, one more than <see cref="Edges"/>; empty for texts.</summary>
    public IReadOnlyList<long> Counts { get; init; } = [];

    /// <summary>Numbers at equal distances of the sorted ones, or all where they are few; ascending. Empty for texts.</summary>
    public IReadOnlyList<double> Sample { get; init; } = [];

    /// <summary>The most frequent texts and their counts, the most frequent first; empty for numbers.</summary>
    public IReadOnlyList<ValueCount> Categories { get; init; } = [];

    /// <summary>How many values are none of <see cref="Categories"/>, because only so many are kept.</summary>
    public long Others { get; init; }

    /// <summary>The share of missing values, 0 to 1.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public double MissingRate => Rows == 0 ? 0 : (double)Missing / Rows;

    /// <summary>Describes a column.</summary>
    /// <param name="column">Any column; the order of its rows makes no difference.</param>
    /// <param name="options">How much to keep; null takes the defaults.</param>
    public static FeatureReference Of(FeatureColumn column, ReferenceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(column);
        options ??= new ReferenceOptions();
        return column.Kind == FeatureKind.Text ? OfTexts(column, options) : OfNumbers(column, options);
    }

    /// <summary>
    /// The finite numbers of a column, in its order, rounded to float32 as models take them; of dates, the days since 1970-01-01.
    /// </summary>
    /// <param name="column">A column of numbers or dates.</param>
    /// <exception cref="InvalidOperationException">The column holds text.</exception>
    public static double[] NumbersOf(FeatureColumn column)
    {
        ArgumentNullException.ThrowIfNull(column);
        return column.Kind == FeatureKind.Date
            ? [.. column.Dates.ToArray().Where(date => date is not null).Select(date => (date!.Value - DateTime.UnixEpoch).TotalDays)]
            : [.. column.Numbers.ToArray().Where(double.IsFinite).Select(Single)];
    }

    /// <summary>Counts other numbers in the bins of this feature.</summary>
    /// <param name="values">Any numbers but NaN.</param>
    /// <returns>The count of each bin.</returns>
    public long[] CountIn(ReadOnlySpan<double> values)
    {
        double[] edges = [.. Edges];
        var counts = new long[edges.Length + 1];
        foreach (var value in values)
        {
            var at = Array.BinarySearch(edges, value);
            counts[at >= 0 ? at : ~at]++;
        }

        return counts;
    }

    /// <summary>Requires parts that fit together, as those of a file may not.</summary>
    /// <exception cref="ArgumentException">They do not.</exception>
    internal void EnsureWhole()
    {
        var numbers = Kind != FeatureKind.Text;
        var whole = Rows >= 0 && Missing >= 0 && Missing <= Rows && Others >= 0
            && (numbers ? Counts.Count == Edges.Count + 1 : Counts.Count + Edges.Count + Sample.Count == 0)
            && Ascending(Edges) && Ascending(Sample) && Edges.Distinct().Count() == Edges.Count
            && Counts.Concat(Categories.Select(category => category.Count)).All(count => count >= 0)
            && Categories.Select(category => category.Value).Distinct().Count() == Categories.Count
            && Counts.Sum() + Categories.Sum(category => category.Count) + Others == Rows - Missing
            && (Minimum is null) == (Maximum is null) && !(numbers && Minimum is null && Rows > Missing);
        if (!whole)
        {
            throw new ArgumentException(
                $"The profile of `{Name}` contradicts itself; expected ascending edges and numbers, and counts that "
                + $"add up to {Rows - Missing} values. Make it again with ReferenceProfile.Of.");
        }
    }

    // A number that a request carries as float32 must equal the float64 of the training data, or values that repeat seem to have moved.
    private static double Single(double value) => float.IsFinite((float)value) ? (float)value : value;

    private static bool Ascending(IReadOnlyList<double> values)
    {
        for (var i = 0; i < values.Count; i++)
        {
            if (!double.IsFinite(values[i]) || (i > 0 && values[i] < values[i - 1]))
            {
                return false;
            }
        }

        return true;
    }

    private static FeatureReference OfNumbers(FeatureColumn column, ReferenceOptions options)
    {
        var sorted = NumbersOf(column);
        Array.Sort(sorted);
        var reference = new FeatureReference(column.Name, column.Kind, column.Count, column.Count - sorted.Length);
        if (sorted.Length == 0)
        {
            return reference with { Counts = [0] };
        }

        var edges = Enumerable.Range(1, options.Bins - 1)
            .Select(i => SortedQuantile.Of(sorted, (double)i / options.Bins))
            .Where(edge => edge < sorted[^1])
            .Distinct();
        reference = reference with
        {
            Minimum = sorted[0],
            Maximum = sorted[^1],
            Edges = [.. edges],
            Sample = Thinned(sorted, options.SampleSize),
        };
        return reference with { Counts = reference.CountIn(sorted) };
    }

    private static FeatureReference OfTexts(FeatureColumn column, ReferenceOptions options)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        var missing = 0;
        foreach (var text in column.Texts)
        {
            if (text is null)
            {
                missing++;
            }
            else
            {
                counts[text] = counts.GetValueOrDefault(text) + 1;
            }
        }

        ValueCount[] kept =
        [
            .. counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Take(options.MostCategories)
                .Select(pair => new ValueCount(pair.Key, pair.Value)),
        ];
        return new FeatureReference(column.Name, column.Kind, column.Count, missing)
        {
            Categories = kept,
            Others = column.Count - missing - kept.Sum(category => category.Count),
        };
    }

    /// <summary>The middle values of parts of equal size, so that the sample spreads as the whole does.</summary>
    private static double[] Thinned(double[] sorted, int size) => sorted.Length <= size
        ? sorted
        : [.. Enumerable.Range(0, size).Select(i => sorted[(int)(((2L * i) + 1) * sorted.Length / (2L * size))])];
}
