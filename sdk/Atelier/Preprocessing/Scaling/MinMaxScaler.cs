using System.Numerics.Tensors;
using Atelier.Data;
using Atelier.Onnx;

namespace Atelier.Preprocessing;

/// <summary>Shifts and scales each feature so that the training data fills a range, from 0 to 1 by default.</summary>
/// <remarks>
/// y = a + (x - min) * (b - a) / (max - min) for the range from a to b. A feature that never varies becomes a. NaN counts as missing: it is left
/// out when learning and stays NaN. As scikit-learn 1.2, <c>sklearn.preprocessing.MinMaxScaler</c>, for which max - min below 2.2e-15 is no
/// variation. One outlier narrows the range of all others: see <see cref="RobustScaler"/>. All arithmetic is in float64.
/// </remarks>
public sealed class MinMaxScaler : NumericTransformer<MinMaxScaler, MinMaxScalerOptions, MinMaxScaler.Extremes>, IInvertibleTransformer
{
    internal const string KindName = "min-max-scaler";

    private double[] _scale = [];
    private double[] _offset = [];

    /// <summary>A scaler that has learned nothing yet.</summary>
    /// <param name="options">Its settings; null takes the defaults.</param>
    /// <exception cref="ArgumentException">The smaller end of the range is not below the larger.</exception>
    public MinMaxScaler(MinMaxScalerOptions? options = null)
        : base(options ?? new MinMaxScalerOptions())
    {
        if (!(Options.Minimum < Options.Maximum) || !double.IsFinite(Options.Maximum - Options.Minimum))
        {
            throw new ArgumentException(
                FormattableString.Invariant($"Minimum is {Options.Minimum} and Maximum is {Options.Maximum}; expected a finite range with Minimum below Maximum."),
                nameof(options));
        }
    }

    /// <inheritdoc/>
    public override string Kind => KindName;

    private protected override string? WhyNotOnnx => null;

    /// <summary>The smallest value of each feature in the training data; 0 where all are missing.</summary>
    /// <exception cref="InvalidOperationException">It has not been fitted.</exception>
    public ReadOnlyMemory<double> DataMinimum => Learned.Minimum;

    /// <summary>The largest value of each feature in the training data; 0 where all are missing.</summary>
    /// <exception cref="InvalidOperationException">It has not been fitted.</exception>
    public ReadOnlyMemory<double> DataMaximum => Learned.Maximum;

    /// <summary>Undoes <see cref="ITransformer.Transform"/>; what was clipped becomes the limit.</summary>
    /// <inheritdoc/>
    public Dataset InverseTransform(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return NumberBlocks.Map(Output.Align(data, Kind), Input, (rows, source, result) =>
            RowTiles.ForEach(source, result, _scale.Length, (from, to) =>
            {
                TensorPrimitives.Subtract(from, _offset.AsSpan(0, from.Length), to);
                TensorPrimitives.Divide(to, _scale.AsSpan(0, from.Length), to);
            }));
    }

    /// <inheritdoc/>
    protected override Extremes Learn(Dataset data)
    {
        var extremes = EachFeature.Learn<(double Minimum, double Maximum)>(data, values =>
            values.Length == 0 ? (0, 0) : (TensorPrimitives.Min<double>(values), TensorPrimitives.Max<double>(values)));
        EachFeature.EnsureInRange(data, at => double.IsFinite(extremes[at].Maximum - extremes[at].Minimum));
        return new Extremes([.. extremes.Select(ends => ends.Minimum)], [.. extremes.Select(ends => ends.Maximum)]);
    }

    /// <inheritdoc/>
    protected override FeatureSchema Describe(FeatureSchema input, Extremes learned)
    {
        Saved.Require(learned.Minimum, input, nameof(learned.Minimum), double.IsFinite);
        Saved.Require(learned.Maximum, input, nameof(learned.Maximum), double.IsFinite);
        if (!learned.Minimum.Zip(learned.Maximum).All(ends => ends.First <= ends.Second && double.IsFinite(ends.Second - ends.First)))
        {
            throw new InvalidDataException("A minimum of the saved min-max-scaler is above its maximum. The file was changed or is damaged.");
        }

        var scale = learned.Minimum.Zip(learned.Maximum, (min, max) => (Options.Maximum - Options.Minimum) / FeatureMoments.Range(max - min)).ToArray();
        _scale = RowTiles.Of(scale);
        _offset = RowTiles.Of([.. learned.Minimum.Zip(scale, (min, factor) => Options.Minimum - (min * factor))]);
        return input;
    }

    /// <inheritdoc/>
    protected override void Map(int rows, Span<double> source, Span<double> result)
    {
        RowTiles.ForEach(source, result, _scale.Length, (from, to) =>
        {
            TensorPrimitives.Multiply(from, _scale.AsSpan(0, from.Length), to);
            TensorPrimitives.Add(to, _offset.AsSpan(0, from.Length), to);
        });
        if (Options.Clip)
        {
            TensorPrimitives.Min(result, Options.Maximum, result);
            TensorPrimitives.Max(result, Options.Minimum, result);
        }
    }

    private protected override OnnxValue WriteOnnx(OnnxWriter writer, OnnxValue numbers)
    {
        var width = Input.Width;
        var scaled = writer.Add(writer.Multiply(numbers, writer.Row(_scale.AsSpan(0, width))), writer.Row(_offset.AsSpan(0, width)));
        return Options.Clip ? writer.Clip(scaled, writer.Number(Options.Minimum), writer.Number(Options.Maximum)) : scaled;
    }

    /// <summary>What the scaler learns of each feature.</summary>
    /// <param name="Minimum">The smallest value.</param>
    /// <param name="Maximum">The largest value.</param>
    public sealed record Extremes(double[] Minimum, double[] Maximum);
}
