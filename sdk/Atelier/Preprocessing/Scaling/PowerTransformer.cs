using System.Numerics.Tensors;
using Atelier.Data;
using Atelier.Onnx;

namespace Atelier.Preprocessing;

/// <summary>Makes each feature as nearly normally distributed as a power can: for features with a long tail, on either side of 0.</summary>
/// <remarks>
/// <para>The transformation of Yeo and Johnson 2000, whose λ is the most likely one for each feature, found by Brent's method; then, by default, the result
/// is scaled to mean 0 and standard deviation 1. A feature that never varies becomes 0. NaN counts as missing: it is left out when learning and
/// stays NaN.</para>
/// <para>As scikit-learn 1.2, <c>sklearn.preprocessing.PowerTransformer(method="yeo-johnson")</c>. All arithmetic is in float64.</para>
/// </remarks>
public sealed class PowerTransformer : NumericTransformer<PowerTransformer, PowerTransformerOptions, PowerTransformer.Powers>, IInvertibleTransformer
{
    internal const string KindName = "power-transformer";

    private double[] _mean = [];
    private double[] _scale = [];

    /// <summary>A transformer that has learned nothing yet.</summary>
    /// <param name="options">Its settings; null takes the defaults.</param>
    public PowerTransformer(PowerTransformerOptions? options = null)
        : base(options ?? new PowerTransformerOptions())
    {
    }

    /// <inheritdoc/>
    public override string Kind => KindName;

    private protected override string? WhyNotOnnx => null;

    /// <summary>The λ of each feature: 1 leaves values as they are, less pulls a long tail of large values in.</summary>
    /// <exception cref="InvalidOperationException">It has not been fitted.</exception>
    public ReadOnlyMemory<double> Lambda => Learned.Lambda;

    /// <summary>Undoes <see cref="ITransformer.Transform"/>; a value that no number becomes is NaN.</summary>
    /// <inheritdoc/>
    public Dataset InverseTransform(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return NumberBlocks.Map(Output.Align(data, Kind), Input, (rows, source, result) =>
        {
            RowTiles.ForEach(source, source, _scale.Length, (from, to) =>
            {
                TensorPrimitives.Multiply(from, _scale.AsSpan(0, from.Length), to);
                TensorPrimitives.Add(to, _mean.AsSpan(0, from.Length), to);
            });
            var lambda = Learned.Lambda;
            for (var at = 0; at < source.Length; at++)
            {
                result[at] = YeoJohnson.Inverse(source[at], lambda[at % lambda.Length]);
            }
        });
    }

    /// <inheritdoc/>
    protected override Powers Learn(Dataset data)
    {
        var powers = EachFeature.Learn(data, Measure);
        EachFeature.EnsureInRange(data, at => double.IsFinite(powers[at].Mean) && double.IsFinite(powers[at].Scale));
        return new Powers(
            [.. powers.Select(feature => feature.Lambda)], [.. powers.Select(feature => feature.Mean)], [.. powers.Select(feature => feature.Scale)]);
    }

    /// <inheritdoc/>
    protected override FeatureSchema Describe(FeatureSchema input, Powers learned)
    {
        Saved.Require(learned.Lambda, input, nameof(learned.Lambda), double.IsFinite);
        Saved.Require(learned.Mean, input, nameof(learned.Mean), double.IsFinite);
        Saved.Require(learned.Scale, input, nameof(learned.Scale), value => double.IsFinite(value) && value > 0);
        _mean = RowTiles.Of(learned.Mean);
        _scale = RowTiles.Of(learned.Scale);
        return input;
    }

    /// <inheritdoc/>
    protected override void Map(int rows, Span<double> source, Span<double> result)
    {
        var lambda = Learned.Lambda;
        for (var at = 0; at < source.Length; at++)
        {
            source[at] = YeoJohnson.Transform(source[at], lambda[at % lambda.Length]);
        }

        RowTiles.ForEach(source, result, _scale.Length, (from, to) =>
        {
            TensorPrimitives.Subtract(from, _mean.AsSpan(0, from.Length), to);
            TensorPrimitives.Divide(to, _scale.AsSpan(0, from.Length), to);
        });
    }

    private protected override OnnxValue WriteOnnx(OnnxWriter writer, OnnxValue numbers)
    {
        var transformed = YeoJohnson.WriteOnnx(writer, numbers, Learned.Lambda);
        return writer.Divide(writer.Subtract(transformed, writer.Row(Learned.Mean)), writer.Row(Learned.Scale));
    }

    private (double Lambda, double Mean, double Scale) Measure(double[] values)
    {
        var lambda = YeoJohnson.MostLikely(values);
        if (!Options.Standardize)
        {
            return (lambda, 0, 1);
        }

        for (var at = 0; at < values.Length; at++)
        {
            values[at] = YeoJohnson.Transform(values[at], lambda);
        }

        var (mean, scale) = FeatureMoments.Of(values);
        return (lambda, mean, scale);
    }

    /// <summary>What the transformer learns of each feature.</summary>
    /// <param name="Lambda">The power.</param>
    /// <param name="Mean">What is subtracted from the transformed values; 0 where they are not standardized.</param>
    /// <param name="Scale">What they are divided by, above 0; 1 where they are not standardized.</param>
    public sealed record Powers(double[] Lambda, double[] Mean, double[] Scale);
}
