using System.Globalization;
using Atelier.Data;
using Atelier.Prediction;
using Atelier.Preprocessing;

namespace Atelier.Packaging;

/// <summary>How callers of a packaged model give raw rows: one array of them, or one array a column of a table.</summary>
internal static class RawRows
{
    /// <summary>The inputs of a package whose preprocessing takes such rows.</summary>
    /// <param name="rows">The rows that the preprocessing takes.</param>
    /// <param name="graphInput">The input of the graph behind it.</param>
    public static IReadOnlyList<TensorSpec> Inputs(FeatureSchema rows, TensorSpec graphInput) => rows.IsTabular
        ? [.. rows.Names.Select((name, at) => new TensorSpec(name, rows.Kind(at) == FeatureKind.Number ? DataType.Float64 : DataType.String, [-1, 1]))]
        : [graphInput with { Shape = [-1, .. rows.Shape] }];

    /// <summary>The rows that inputs hold.</summary>
    public static Dataset Read(string name, FeatureSchema rows, IReadOnlyList<NamedTensor> inputs)
    {
        if (!rows.IsTabular)
        {
            return new Dataset(name, inputs[0].Values<float>(), [.. inputs[0].Shape.Skip(1)], featureNames: rows.Names.IsEmpty ? null : rows.Names);
        }

        return Dataset.FromColumns(name, rows.Names.Select((column, at) =>
        {
            var tensor = inputs.First(input => input.Name == column);
            return rows.Kind(at) switch
            {
                FeatureKind.Number => new FeatureColumn(column, tensor.Values<double>()),
                FeatureKind.Text => new FeatureColumn(column, (IReadOnlyList<string?>)tensor.Values<string>().ToArray().Select(Missing).ToArray()),
                _ => new FeatureColumn(column, tensor.Values<string>().ToArray().Select((text, row) => Date(column, text, row)).ToArray()),
            };
        }));
    }

    private static string? Missing(string text) => text.Length == 0 ? null : text;

    private static DateTime? Date(string column, string text, int row) =>
        text.Length == 0 ? null
        : DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var date) ? date
        : throw new ArgumentException(
            $"`{column}` holds `{text}` at row {row}; expected a date as ISO 8601 writes it, such as 2026-01-31 or 2026-01-31T08:30:00, "
            + "or an empty text for a missing one.",
            nameof(column));
}
