using System.Numerics.Tensors;
using Atelier.Data;
using Atelier.Onnx;

namespace Atelier.Preprocessing;

/// <summary>Subtracts the median of each feature and divides by the range between two quantiles, which outliers do not move.</summary>
/// <remarks>
/// y = (x - median) / (upper quantile - lower quantile), quantiles by linear interpolation; where both are equal, values are not divided. NaN counts
/// as missing: it is left out when learning and stays NaN. As scikit-learn 1.2, <c>sklearn.preprocessing.RobustScaler</c>, for which a range
/// below 2.2e-15 counts as 0. All arithmetic is in float64.
/// </remarks>
public sealed class RobustScaler : NumericTransformer<RobustScaler, RobustScalerOptions, RobustScaler.Spread>, IInvertibleTransformer
{
    internal const string KindName = "robust-scaler";

    private double[] _center = [];
    private double[] _scale = [];

    /// <summary>A scaler that has learned nothing yet.</summary>
    /// <param name="options">Its settings; null takes the defaults.</param>
    /// <exception cref="ArgumentException">The lower quantile is not below the upper.</exception>
    public RobustScaler(RobustScalerOptions? options = null)
        : base(options ?? new RobustScalerOptions())
    {
        if (!(Options.LowerQuantile < Options.UpperQuantile))
        {
            throw new ArgumentException(
                FormattableString.Invariant($"LowerQuantile is {Options.LowerQuantile} and UpperQuantile is {Options.UpperQuantile}; ")
                + "expected LowerQuantile below UpperQuantile.",
                nameof(options));
        }
    }

    /// <inheritdoc/>
    public override string Kind => KindName;

    private protected override string? WhyNotOnnx => null;

    /// <summary>What is subtracted from each feature: its median in the training data; 0 without centering.</summary>
    /// <exception cref="InvalidOperationException">It has not been fitted.</exception>
    public ReadOnlyMemory<double> Center => Learned.Center;

    /// <summary>What each feature is divided by: the range between the quantiles of the training data; 1 where it is 0, and without scaling.</summary>
    /// <exception cref="InvalidOperationException">It has not been fitted.</exception>
    public ReadOnlyMemory<double> Scale => Learned.Scale;

    /// <summary>Undoes <see cref="ITransformer.Transform"/>: x = y * scale + center.</summary>
    /// <inheritdoc/>
    public Dataset InverseTransform(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return NumberBlocks.Map(Output.Align(data, Kind), Input, (rows, source, result) =>
            RowTiles.ForEach(source, result, _scale.Length, (from, to) =>
            {
                TensorPrimitives.Multiply(from, _scale.AsSpan(0, from.Length), to);
                TensorPrimitives.Add(to, _center.AsSpan(0, from.Length), to);
            }));
    }

    /// <inheritdoc/>
    protected override Spread Learn(Dataset data)
    {
        var spread = EachFeature.Learn(data, Measure);
        EachFeature.EnsureInRange(data, at => double.IsFinite(spread[at].Center) && double.IsFinite(spread[at].Scale));
        return new Spread([.. spread.Select(feature => feature.Center)], [.. spread.Select(feature => feature.Scale)]);
    }

    /// <inheritdoc/>
    protected override FeatureSchema Describe(FeatureSchema input, Spread learned)
    {
        Saved.Require(learned.Center, input, nameof(learned.Center), double.IsFinite);
        Saved.Require(learned.Scale, input, nameof(learned.Scale), value => double.IsFinite(value) && value > 0);
        _center = RowTiles.Of(learned.Center);
        _scale = RowTiles.Of(learned.Scale);
        return input;
    }

    /// <inheritdoc/>
    protected override void Map(int rows, Span<double> source, Span<double> result) =>
        RowTiles.ForEach(source, result, _scale.Length, (from, to) =>
        {
            TensorPrimitives.Subtract(from, _center.AsSpan(0, from.Length), to);
            TensorPrimitives.Divide(to, _scale.AsSpan(0, from.Length), to);
        });

    private protected override OnnxValue WriteOnnx(OnnxWriter writer, OnnxValue numbers) =>
        writer.Divide(writer.Subtract(numbers, writer.Row(Learned.Center)), writer.Row(Learned.Scale));

    private (double Center, double Scale) Measure(double[] values)
    {
        if (values.Length == 0)
        {
            return (0, 1);
        }

        Array.Sort(values);
        return (
            Options.Center ? SortedQuantile.Of(values, 0.5) : 0,
            Options.Scale ? FeatureMoments.Range(SortedQuantile.Of(values, Options.UpperQuantile) - SortedQuantile.Of(values, Options.LowerQuantile)) : 1);
    }

    /// <summary>What the scaler learns of each feature.</summary>
    /// <param name="Center">What is subtracted.</param>
    /// <param name="Scale">What is divided by, above 0.</param>
    public sealed record Spread(double[] Center, double[] Scale);
}
