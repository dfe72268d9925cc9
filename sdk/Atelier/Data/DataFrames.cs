using Microsoft.Data.Analysis;

namespace Atelier.Data;

/// <summary>From data frames to datasets and back.</summary>
public static class DataFrames
{
    // Far above any real number of classes: an identifier taken for a label would make as many.
    private const int MostClasses = 100_000;

    /// <summary>Makes a dataset of a data frame: feature columns, and a label, a target or weights where named.</summary>
    /// <param name="frame">The table; each row is an example. Its values are copied.</param>
    /// <param name="label">
    /// The column with the class of each row: text, truth values or whole numbers. Classes are named by their values, in ordinal order for
    /// text and ascending for numbers. Null for none.
    /// </param>
    /// <param name="features">The feature columns by name; null takes all that are not label, target or weights.</param>
    /// <param name="target">The column with the number to predict, for regression; null for none.</param>
    /// <param name="weights">The column that says how much each row counts; null where all count the same.</param>
    /// <param name="name">What the data is called in reports.</param>
    /// <returns>A tabular dataset (<see cref="Dataset.IsTabular"/>): numbers and truth values as numbers, NaN where null; text; dates.</returns>
    /// <exception cref="ArgumentException">A column does not exist, is of a type that a dataset cannot hold, or a label is missing.</exception>
    public static Dataset ToDataset(
        this DataFrame frame,
        string? label = null,
        IReadOnlyList<string>? features = null,
        string? target = null,
        string? weights = null,
        string name = "frame")
    {
        ArgumentNullException.ThrowIfNull(frame);
        string?[] others = [label, target, weights];
        var names = features ?? [.. frame.Columns.Select(column => column.Name).Where(column => !others.Contains(column))];
        var columns = names.Select(column => FrameColumns.ToFeature(Find(frame, column))).ToArray();
        if (columns.Length == 0)
        {
            throw new ArgumentException($"The frame has no feature columns; it has {Listed(frame)}. Add columns or name them in `features`.", nameof(frame));
        }

        var (labels, classes) = label is null ? ([], null) : Encode(FrameColumns.ToFeature(Find(frame, label)));
        return Dataset.FromColumns(name, columns, labels, classes, Numbers(frame, target), Numbers(frame, weights));
    }

    /// <summary>Makes a data frame of a dataset: one column a feature, then the class names, targets and weights where there are any.</summary>
    /// <param name="data">Any dataset; a feature of an image is a column, too.</param>
    /// <param name="label">The name of the column that holds the class of each row.</param>
    /// <returns>Numbers as double, null where NaN; text; dates as DateTime.</returns>
    public static DataFrame ToDataFrame(this Dataset data, string label = "label")
    {
        ArgumentNullException.ThrowIfNull(data);
        var columns = data.Columns.Select(FrameColumns.ToFrame).ToList();
        if (data.HasLabels)
        {
            columns.Add(new StringDataFrameColumn(label, data.Labels.ToArray().Select(index => data.ClassNames[index])));
        }

        if (!data.Targets.IsEmpty)
        {
            columns.Add(new SingleDataFrameColumn("target", data.Targets.ToArray()));
        }

        if (!data.Weights.IsEmpty)
        {
            columns.Add(new SingleDataFrameColumn("weight", data.Weights.ToArray()));
        }

        return new DataFrame(columns);
    }

    private static (int[] Labels, IReadOnlyList<string> Classes) Encode(FeatureColumn column)
    {
        for (var row = 0; row < column.Count; row++)
        {
            if (column.IsMissing(row))
            {
                throw new ArgumentException(
                    $"The label column `{column.Name}` is missing at row {row}; expected a class in every row. Drop such rows first.", "label");
            }
        }

        var categories = Enumerable.Range(0, column.Count).Select(row => column.Category(row)!).ToArray();
        var distinct = categories.Distinct();
        string[] classes = column.Kind == FeatureKind.Number
            ? [.. column.Numbers.ToArray().Distinct().Order().Select(value => new FeatureColumn("x", new[] { value }).Category(0)!)]
            : [.. distinct.Order(StringComparer.Ordinal)];
        if (classes.Length > MostClasses)
        {
            throw new ArgumentException(
                $"The label column `{column.Name}` has {classes.Length} different values; expected at most {MostClasses} classes. "
                + "For a number to predict, name it in `target` instead.",
                "label");
        }

        var index = classes.Select((value, at) => (value, at)).ToDictionary(pair => pair.value, pair => pair.at, StringComparer.Ordinal);
        return ([.. categories.Select(category => index[category])], classes);
    }

    private static float[] Numbers(DataFrame frame, string? name)
    {
        if (name is null)
        {
            return [];
        }

        var numbers = FrameColumns.ToFeature(Find(frame, name)).Numbers.ToArray();
        var missing = Array.FindIndex(numbers, double.IsNaN);
        return missing < 0
            ? [.. numbers.Select(value => (float)value)]
            : throw new ArgumentException($"The column `{name}` is missing at row {missing}; expected a number in every row. Drop such rows first.", name);
    }

    private static DataFrameColumn Find(DataFrame frame, string name) =>
        frame.Columns.FirstOrDefault(column => column.Name == name)
        ?? throw new ArgumentException($"The frame has no column `{name}`; it has {Listed(frame)}.", nameof(name));

    private static string Listed(DataFrame frame) => string.Join(", ", frame.Columns.Take(50).Select(column => $"`{column.Name}`"));
}
