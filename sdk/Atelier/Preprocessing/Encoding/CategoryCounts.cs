using System.Globalization;
using System.Runtime.InteropServices;
using Atelier.Data;

namespace Atelier.Preprocessing;

/// <summary>The distinct values of a column: numbers by size, text and dates by their characters, each with its number of rows.</summary>
internal sealed record CategoryCounts(string[] Values, int[] Counts, int Missing)
{
    /// <summary>Counts every column of a dataset.</summary>
    /// <exception cref="ArgumentException">A number is infinite.</exception>
    public static CategoryCounts[] Of(Dataset data)
    {
        EachFeature.EnsureNoInfinity(data);
        var columns = data.Columns;
        var counts = new CategoryCounts[columns.Count];
        Parallel.For(0, counts.Length, at => counts[at] = Of(columns[at]));
        return counts;
    }

    /// <summary>How a number is written as a category.</summary>
    public static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static CategoryCounts Of(FeatureColumn column) => column.Kind switch
    {
        FeatureKind.Number => OfNumbers(column.Numbers.Span),
        FeatureKind.Text when column.Texts is string?[] texts => OfTexts(texts),
        _ => OfTexts([.. Enumerable.Range(0, column.Count).Select(column.Category)]),
    };

    private static CategoryCounts OfNumbers(ReadOnlySpan<double> values)
    {
        var counts = new Dictionary<double, int>();
        var missing = 0;
        foreach (var value in values)
        {
            if (double.IsNaN(value))
            {
                missing++;
            }
            else
            {
                // Adding 0 makes -0 and 0 one category.
                CollectionsMarshal.GetValueRefOrAddDefault(counts, value + 0.0, out _)++;
            }
        }

        var sorted = counts.OrderBy(pair => pair.Key).ToArray();
        return new CategoryCounts([.. sorted.Select(pair => Text(pair.Key))], [.. sorted.Select(pair => pair.Value)], missing);
    }

    private static CategoryCounts OfTexts(ReadOnlySpan<string?> texts)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var missing = 0;
        foreach (var text in texts)
        {
            if (text is null)
            {
                missing++;
            }
            else
            {
                CollectionsMarshal.GetValueRefOrAddDefault(counts, text, out _)++;
            }
        }

        var values = counts.Keys.ToArray();
        Array.Sort(values, StringComparer.Ordinal);
        return new CategoryCounts(values, [.. values.Select(value => counts[value])], missing);
    }
}
