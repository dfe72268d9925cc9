using System.Text.Json.Serialization;

namespace Atelier.Data;

/// <summary>What is known of one column.</summary>
public sealed record ColumnProfile
{
    /// <summary>The column's name.</summary>
    public required string Name { get; init; }

    /// <summary>What it holds.</summary>
    public required ColumnType Type { get; init; }

    /// <summary>The .NET type of its values, such as <c>Double</c> or <c>DateOnly</c>.</summary>
    public required string ElementType { get; init; }

    /// <summary>The number of rows.</summary>
    public required long Rows { get; init; }

    /// <summary>How many rows have no value: null, or NaN.</summary>
    public required long Missing { get; init; }

    /// <summary>How many different values there are; missing ones are not counted.</summary>
    public required long Distinct { get; init; }

    /// <summary>An estimate of the memory that its values take, in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>The figures of numbers, truth values (true is 1) and dates (days since 1970-01-01); null for text.</summary>
    public NumberSummary? Numbers { get; init; }

    /// <summary>The lengths of texts; null for other columns, and where all are missing.</summary>
    public TextSummary? Texts { get; init; }

    /// <summary>The range of dates; null for other columns, and where all are missing.</summary>
    public DateSummary? Dates { get; init; }

    /// <summary>
    /// The values that occur most often, most frequent first, equal ones in ascending order (text in ordinal order); see
    /// <see cref="ProfileOptions.MostFrequent"/>. Where a column has more values than that, those that occur only once are left out.
    /// </summary>
    public IReadOnlyList<ValueCount> Frequent { get; init; } = [];

    /// <summary>
    /// How the values spread: of numbers, of dates in days since 1970-01-01, of texts their lengths. Null without finite values.
    /// </summary>
    /// <remarks>
    /// Whole numbers and text lengths that span at most <see cref="ProfileOptions.MostBins"/> numbers have a bin for each of them. Otherwise the bins
    /// are 2 IQR / n^(1/3) wide (Freedman and Diaconis 1981, as <c>numpy.histogram_bin_edges(x, "fd")</c>), or where the quartiles are equal
    /// their number is ceil(log2 n) + 1 (Sturges 1926); at most <see cref="ProfileOptions.MostBins"/>.
    /// </remarks>
    public Histogram? Histogram { get; init; }

    /// <summary>How many rows have a value.</summary>
    [JsonIgnore]
    public long Present => Rows - Missing;

    /// <summary>The share of rows without a value, 0 to 1; 0 without rows.</summary>
    [JsonIgnore]
    public double MissingShare => Rows == 0 ? 0 : (double)Missing / Rows;
}
