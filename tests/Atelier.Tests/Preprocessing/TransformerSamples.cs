using Atelier.Data;

namespace Atelier.Tests.Preprocessing;

/// <summary>The data on which the contract of transformers is tested.</summary>
internal static class TransformerSamples
{
    /// <summary>How many rows a sample has.</summary>
    public const int Rows = 12;

    /// <summary>Unnamed numbers of shape (2, 2).</summary>
    public static Dataset Dense(int seed)
    {
        var random = new Random(seed);
        return Annotated(new Dataset("sample", Enumerable.Range(0, Rows * 4).Select(_ => (random.NextSingle() * 20) - 3).ToArray(), [2, 2]));
    }

    /// <summary>Three columns of numbers.</summary>
    public static Dataset Numbers(int seed)
    {
        var random = new Random(seed);
        double[] Draw(double scale) => [.. Enumerable.Range(0, Rows).Select(_ => (random.NextDouble() - 0.3) * scale)];
        return Table(new FeatureColumn("a", Draw(10)), new FeatureColumn("b", Draw(0.001)), new FeatureColumn("c", Draw(1e6)));
    }

    /// <summary>Two columns of text and one of dates; every seed has the same categories.</summary>
    public static Dataset TextAndDates(int seed) => Table(Cities(seed), Plans(seed), Days(seed));

    /// <summary>Columns as a table with labels, targets and weights.</summary>
    public static Dataset Table(params IReadOnlyList<FeatureColumn> columns) => Annotated(Dataset.FromColumns("sample", columns));

    /// <summary>Text, some of it missing.</summary>
    public static FeatureColumn Cities(int seed) => Text(
        "city", seed, "Bern", "Zürich", "Genève", null, "Bern", "Zürich", "Genève", "Chur", "Bern", "Bern", "Bern", null);

    /// <summary>Text without missing values.</summary>
    public static FeatureColumn Plans(int seed) => Text(
        "plan", seed, "free", "pro", "free", "pro", "free", "free", "team", "team", "team", "free", "pro", "pro");

    /// <summary>Dates, one of them missing.</summary>
    public static FeatureColumn Days(int seed)
    {
        DateTime?[] days = [.. Enumerable.Range(0, Rows).Select(row =>
            row == 5 ? (DateTime?)null : new DateTime(2024, 1 + (row % 4), 28, 13, 0, 0, DateTimeKind.Utc))];
        new Random(seed).Shuffle(days);
        return new FeatureColumn("day", days);
    }

    /// <summary>The data with labels of two classes, targets and weights.</summary>
    public static Dataset Annotated(Dataset data)
    {
        int[] labels = [.. Enumerable.Range(0, data.Count).Select(row => row % 3 == 0 ? 1 : 0)];
        float[] targets = [.. Enumerable.Range(0, data.Count).Select(row => row / 2f)];
        float[] weights = [.. Enumerable.Range(0, data.Count).Select(row => row + 1f)];
        return data.IsTabular
            ? Dataset.FromColumns(data.Name, data.Columns, labels, ["no", "yes"], targets, weights)
            : new Dataset(data.Name, data.Features, data.FeatureShape, labels, ["no", "yes"], targets: targets, weights: weights);
    }

    /// <summary>The data with its first feature changed, from a row on.</summary>
    public static Dataset Changed(Dataset data, SampleForm form, Func<FeatureColumn, FeatureColumn> column, float value, int from = 0)
    {
        if (form != SampleForm.Dense)
        {
            return data.WithColumns([column(data.Columns[0]), .. data.Columns.Skip(1)]);
        }

        var features = data.Features.ToArray();
        for (var row = from; row < data.Count; row++)
        {
            features[row * data.FeatureCount] = value;
        }

        return data.WithFeatures(features, data.FeatureShape);
    }

    public static FeatureColumn Missing(FeatureColumn column) => column.Kind switch
    {
        FeatureKind.Number => new FeatureColumn(column.Name, Enumerable.Repeat(double.NaN, Rows).ToArray()),
        FeatureKind.Text => new FeatureColumn(column.Name, (IReadOnlyList<string?>)new string?[Rows]),
        _ => new FeatureColumn(column.Name, new DateTime?[Rows]),
    };

    public static FeatureColumn WithLast(FeatureColumn column, double value) =>
        new(column.Name, (double[])[.. column.Numbers.ToArray().SkipLast(1), value]);

    public static Dataset AsFloats(Dataset data) =>
        data.IsTabular ? data.WithFeatures(data.Features, data.FeatureShape, data.FeatureNames) : data;

    public static Dataset Streamed(Dataset data) => data.WithSource(new StreamedSample(data), data.FeatureNames);

    public static IEnumerable<string?> Cells(Dataset data)
    {
        var columns = data.Columns;
        return Enumerable.Range(0, data.Count).SelectMany(row => columns.Select(column => column.Category(row)));
    }

    private static FeatureColumn Text(string name, int seed, params string?[] values)
    {
        new Random(seed).Shuffle(values);
        return new FeatureColumn(name, (IReadOnlyList<string?>)values);
    }
}
