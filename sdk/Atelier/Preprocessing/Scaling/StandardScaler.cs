using System.Numerics.Tensors;
using Atelier.Data;
using Atelier.Onnx;

namespace Atelier.Preprocessing;

/// <summary>Shifts and scales each feature to mean 0 and standard deviation 1 on the training data.</summary>
/// <remarks>
/// z = (x - mean) / scale, where scale is the biased standard deviation sqrt(sum((x - mean)²) / n); a feature that never varies
/// has scale 1. NaN counts as missing: it is left out when learning and stays NaN. As scikit-learn 1.2,
/// <c>sklearn.preprocessing.StandardScaler</c>, its test for constant features included. All arithmetic is in float64.
/// </remarks>
public sealed class StandardScaler : NumericTransformer<StandardScaler, NoOptions, StandardScaler.Moments>, IInvertibleTransformer
{
    internal const string KindName = "standard-scaler";

    private double[] _mean = [];
    private double[] _scale = [];

    /// <summary>A scaler that has learned nothing yet.</summary>
    public StandardScaler()
        : base(new NoOptions())
    {
    }

    /// <inheritdoc/>
    public override string Kind => KindName;

    private protected override string? WhyNotOnnx => null;

    /// <summary>The mean of each feature in the training data.</summary>
    /// <exception cref="InvalidOperationException">It has not been fitted.</exception>
    public ReadOnlyMemory<double> Mean => Learned.Mean;

    /// <summary>The standard deviation of each feature in the training data, 1 where it never varies.</summary>
    /// <exception cref="InvalidOperationException">It has not been fitted.</exception>
    public ReadOnlyMemory<double> Scale => Learned.Scale;

    /// <summary>Undoes <see cref="ITransformer.Transform"/>: x = z * scale + mean.</summary>
    /// <inheritdoc/>
    public Dataset InverseTransform(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return NumberBlocks.Map(Output.Align(data, Kind), Input, (rows, source, result) =>
            RowTiles.ForEach(source, result, _scale.Length, (from, to) =>
                TensorPrimitives.MultiplyAdd(from, _scale.AsSpan(0, from.Length), _mean.AsSpan(0, from.Length), to)));
    }

    /// <inheritdoc/>
    protected override Moments Learn(Dataset data)
    {
        if (data.IsTabular)
        {
            var columns = EachFeature.Learn(data, values => FeatureMoments.Of(values));
            EachFeature.EnsureInRange(data, at => double.IsFinite(columns[at].Mean) && double.IsFinite(columns[at].Scale));
            return new Moments([.. columns.Select(column => column.Mean)], [.. columns.Select(column => column.Scale)]);
        }

        var (mean, scale) = RowMoments.Of(data);
        if (!Array.TrueForAll(mean, double.IsFinite))
        {
            EachFeature.EnsureNoInfinity(data);
        }

        return new Moments(mean, scale);
    }

    /// <inheritdoc/>
    protected override FeatureSchema Describe(FeatureSchema input, Moments learned)
    {
        Saved.Require(learned.Mean, input, nameof(learned.Mean), double.IsFinite);
        Saved.Require(learned.Scale, input, nameof(learned.Scale), value => double.IsFinite(value) && value > 0);
        _mean = RowTiles.Of(learned.Mean);
        _scale = RowTiles.Of(learned.Scale);
        return input;
    }

    /// <inheritdoc/>
    protected override void Map(int rows, Span<double> source, Span<double> result) =>
        RowTiles.ForEach(source, result, _scale.Length, (from, to) =>
        {
            TensorPrimitives.Subtract(from, _mean.AsSpan(0, from.Length), to);
            TensorPrimitives.Divide(to, _scale.AsSpan(0, from.Length), to);
        });

    private protected override OnnxValue WriteOnnx(OnnxWriter writer, OnnxValue numbers) =>
        writer.Divide(writer.Subtract(numbers, writer.Row(Learned.Mean)), writer.Row(Learned.Scale));

    /// <summary>What the scaler learns of each feature.</summary>
    /// <param name="Mean">The mean.</param>
    /// <param name="Scale">The standard deviation, above 0.</param>
    public sealed record Moments(double[] Mean, double[] Scale);
}
