using System.Numerics.Tensors;
using Atelier.Data;

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

    /// <summary>A scaler that has learned nothing yet.</summary>
    public StandardScaler()
        : base(new NoOptions())
    {
    }

    /// <inheritdoc/>
    public override string Kind => KindName;

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
        {
            var width = Input.Width;
            for (var row = 0; row < rows; row++)
            {
                TensorPrimitives.MultiplyAdd(source.Slice(row * width, width), Learned.Scale, Learned.Mean, result.Slice(row * width, width));
            }
        });
    }

    /// <inheritdoc/>
    protected override Moments Learn(Dataset data)
    {
        var mean = new double[data.FeatureCount];
        var scale = new double[data.FeatureCount];
        for (var at = 0; at < mean.Length; at++)
        {
            var values = NumberBlocks.Present(data, at);
            mean[at] = values.Length == 0 ? 0 : TensorPrimitives.Sum<double>(values) / values.Length;
            TensorPrimitives.Subtract(values, mean[at], values);
            var variance = values.Length == 0 ? 0 : TensorPrimitives.SumOfSquares<double>(values) / values.Length;
            scale[at] = IsConstant(variance, mean[at], values.Length) ? 1 : Math.Sqrt(variance);
        }

        return new Moments(mean, scale);
    }

    /// <inheritdoc/>
    protected override FeatureSchema Describe(FeatureSchema input, Moments learned)
    {
        Saved.Require(learned.Mean, input, nameof(learned.Mean), double.IsFinite);
        Saved.Require(learned.Scale, input, nameof(learned.Scale), value => double.IsFinite(value) && value > 0);
        return input;
    }

    /// <inheritdoc/>
    protected override void Map(int rows, Span<double> source, Span<double> result)
    {
        var width = Input.Width;
        for (var row = 0; row < rows; row++)
        {
            var from = source.Slice(row * width, width);
            var to = result.Slice(row * width, width);
            TensorPrimitives.Subtract(from, Learned.Mean, to);
            TensorPrimitives.Divide(to, Learned.Scale, to);
        }
    }

    private static bool IsConstant(double variance, double mean, int rows)
    {
        const double epsilon = 1.0 / (1L << 52);
        var rounding = rows * mean * epsilon;
        return variance <= (rows * epsilon * variance) + (rounding * rounding);
    }

    /// <summary>What the scaler learns of each feature.</summary>
    /// <param name="Mean">The mean.</param>
    /// <param name="Scale">The standard deviation, above 0.</param>
    public sealed record Moments(double[] Mean, double[] Scale);
}
