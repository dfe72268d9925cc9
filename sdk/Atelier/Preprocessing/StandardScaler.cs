using System.Numerics.Tensors;
using System.Text.Json.Nodes;
using Atelier.Data;

namespace Atelier.Preprocessing;

/// <summary>Shifts and scales each feature to mean 0 and standard deviation 1 on the training data.</summary>
/// <remarks>
/// z = (x - mean) / scale, where scale is the biased standard deviation sqrt(sum((x - mean)²) / n); a feature that never varies
/// has scale 1. As scikit-learn 1.2, <c>sklearn.preprocessing.StandardScaler</c>, its test for constant features included.
/// All arithmetic is in float64; only the result is rounded to float32.
/// </remarks>
public sealed class StandardScaler : ITransformer
{
    internal const string KindName = "standard-scaler";

    private readonly int[]? _inputShape;
    private readonly double[] _mean = [];
    private readonly double[] _scale = [];

    /// <summary>A scaler that has learned nothing yet.</summary>
    public StandardScaler()
    {
    }

    private StandardScaler(IEnumerable<int> inputShape, double[] mean, double[] scale)
    {
        _inputShape = [.. inputShape];
        _mean = mean;
        _scale = scale;
    }

    /// <inheritdoc/>
    public string Kind => KindName;

    /// <inheritdoc/>
    public IReadOnlyList<int> InputShape => _inputShape ?? throw NotFitted();

    /// <summary>The mean of each feature in the training data; empty before <see cref="Fit"/>.</summary>
    public ReadOnlyMemory<double> Mean => _mean;

    /// <summary>The standard deviation of each feature in the training data, 1 where it never varies; empty before <see cref="Fit"/>.</summary>
    public ReadOnlyMemory<double> Scale => _scale;

    /// <summary>Learns mean and standard deviation of each feature.</summary>
    /// <param name="data">The training part, at least one row, finite numbers only.</param>
    /// <returns>A fitted copy.</returns>
    /// <exception cref="ArgumentException">There are no rows, or a feature is NaN or infinite.</exception>
    public StandardScaler Fit(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Count == 0)
        {
            throw new ArgumentException($"`{data.Name}` has no rows; expected at least one to learn mean and deviation from.", nameof(data));
        }

        data.EnsureFinite();
        var mean = new double[data.FeatureCount];
        var wide = new double[data.FeatureCount];
        for (var row = 0; row < data.Count; row++)
        {
            TensorPrimitives.ConvertSaturating(data.Row(row), wide);
            TensorPrimitives.Add(mean, wide, mean);
        }

        TensorPrimitives.Divide(mean, data.Count, mean);
        var squares = new double[data.FeatureCount];
        for (var row = 0; row < data.Count; row++)
        {
            TensorPrimitives.ConvertSaturating(data.Row(row), wide);
            TensorPrimitives.Subtract(wide, mean, wide);
            TensorPrimitives.MultiplyAdd(wide, wide, squares, squares);
        }

        var scale = new double[squares.Length];
        for (var i = 0; i < scale.Length; i++)
        {
            var variance = squares[i] / data.Count;
            scale[i] = IsConstant(variance, mean[i], data.Count) ? 1 : Math.Sqrt(variance);
        }

        return new StandardScaler(data.FeatureShape, mean, scale);
    }

    ITransformer ITransformer.Fit(Dataset data) => Fit(data);

    /// <inheritdoc/>
    public Dataset Transform(Dataset data) => Map(data, (row, mean, scale) =>
    {
        TensorPrimitives.Subtract(row, mean, row);
        TensorPrimitives.Divide(row, scale, row);
    });

    /// <summary>Undoes <see cref="Transform"/>: x = z * scale + mean.</summary>
    /// <param name="data">Rows that <see cref="Transform"/> made.</param>
    /// <exception cref="InvalidOperationException">It has not been fitted.</exception>
    /// <exception cref="ArgumentException">The rows have another shape.</exception>
    public Dataset InverseTransform(Dataset data) =>
        Map(data, (row, mean, scale) => TensorPrimitives.MultiplyAdd(row, scale, mean, row));

    /// <inheritdoc/>
    public JsonObject ToJson() => new()
    {
        ["kind"] = Kind,
        ["version"] = 1,
        ["inputShape"] = new JsonArray([.. InputShape.Select(length => (JsonNode)length)]),
        ["mean"] = new JsonArray([.. _mean.Select(value => (JsonNode)value)]),
        ["scale"] = new JsonArray([.. _scale.Select(value => (JsonNode)value)]),
    };

    internal static StandardScaler FromJson(JsonObject json)
    {
        var shape = Read<int>(json, "inputShape");
        var mean = Read<double>(json, "mean");
        var scale = Read<double>(json, "scale");
        var width = shape.Aggregate(1L, (product, length) => length > 0 ? product * length : -1);
        if (width < 1 || mean.Length != width || scale.Length != width
            || !mean.All(double.IsFinite) || !scale.All(value => double.IsFinite(value) && value > 0))
        {
            throw new InvalidDataException(
                $"The saved {KindName} holds {mean.Length} means and {scale.Length} scales for rows of shape {ShapeText.Row(shape)}; "
                + "expected one finite mean and one positive scale for each feature.");
        }

        return new StandardScaler(shape, mean, scale);
    }

    private static T[] Read<T>(JsonObject json, string field) => json[field] is JsonArray array
        ? [.. array.Select(node => (node ?? throw new InvalidDataException($"The field `{field}` holds null.")).GetValue<T>())]
        : throw new InvalidDataException($"The saved {KindName} lacks the list `{field}`.");

    private static InvalidOperationException NotFitted() =>
        new("The StandardScaler has learned nothing yet. Call Fit with the training data and keep what it returns.");

    private static bool IsConstant(double variance, double mean, int rows)
    {
        const double epsilon = 1.0 / (1L << 52);
        var rounding = rows * mean * epsilon;
        return variance <= (rows * epsilon * variance) + (rounding * rounding);
    }

    private Dataset Map(Dataset data, Action<double[], double[], double[]> mapRow)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (!data.FeatureShape.SequenceEqual(InputShape))
        {
            throw new ArgumentException(
                $"`{data.Name}` has rows of shape {ShapeText.Row(data.FeatureShape)}; the scaler was fitted on {ShapeText.Row(InputShape)}. "
                + "Give data of the same shape.",
                nameof(data));
        }

        var result = new float[data.Features.Length];
        var wide = new double[data.FeatureCount];
        for (var row = 0; row < data.Count; row++)
        {
            TensorPrimitives.ConvertSaturating(data.Row(row), wide);
            mapRow(wide, _mean, _scale);
            TensorPrimitives.ConvertSaturating<double, float>(wide, result.AsSpan(row * wide.Length, wide.Length));
        }

        return data.WithFeatures(result, data.FeatureShape, data.FeatureNames.Count == 0 ? null : data.FeatureNames);
    }
}
