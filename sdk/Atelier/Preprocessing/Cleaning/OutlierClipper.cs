using Atelier.Data;
using Atelier.Onnx;

namespace Atelier.Preprocessing;

/// <summary>Moves values beyond limits to the limits, which it learns from the training data for each column.</summary>
/// <remarks>NaN stays NaN; infinite values of new data become the limits. Quantiles are interpolated linearly, as numpy's default.</remarks>
public sealed class OutlierClipper : NumericTransformer<OutlierClipper, OutlierClipperOptions, OutlierClipper.Limits>
{
    internal const string KindName = "outlier-clipper";

    /// <summary>A clipper that has learned nothing yet.</summary>
    /// <param name="options">Its settings; null takes the defaults.</param>
    /// <exception cref="ArgumentException">The lower limit is above the upper one.</exception>
    public OutlierClipper(OutlierClipperOptions? options = null)
        : base(options ?? new OutlierClipperOptions())
    {
        if (Options.Lower > Options.Upper)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"`Lower` is {Options.Lower} and `Upper` {Options.Upper}; expected a lower limit that is not above the upper one."),
                nameof(options));
        }
    }

    /// <inheritdoc/>
    public override string Kind => KindName;

    private protected override string? WhyNotOnnx => null;

    /// <summary>The lower limit of each feature.</summary>
    /// <exception cref="InvalidOperationException">It has not been fitted.</exception>
    public ReadOnlyMemory<double> Lower => Learned.Lower;

    /// <summary>The upper limit of each feature.</summary>
    /// <exception cref="InvalidOperationException">It has not been fitted.</exception>
    public ReadOnlyMemory<double> Upper => Learned.Upper;

    /// <inheritdoc/>
    protected override Limits Learn(Dataset data)
    {
        var limits = EachFeature.Learn(data, LimitsOf);
        return new Limits([.. limits.Select(limit => limit.Lower)], [.. limits.Select(limit => limit.Upper)]);
    }

    /// <inheritdoc/>
    protected override FeatureSchema Describe(FeatureSchema input, Limits learned)
    {
        Saved.Require(learned.Lower, input, nameof(learned.Lower), limit => !double.IsNaN(limit));
        Saved.Require(learned.Upper, input, nameof(learned.Upper), limit => !double.IsNaN(limit));
        return learned.Lower.Zip(learned.Upper).All(pair => pair.First <= pair.Second)
            ? input
            : throw new InvalidDataException("A lower limit of the saved outlier-clipper is above its upper limit. The file was changed or is damaged.");
    }

    /// <inheritdoc/>
    protected override void Map(int rows, Span<double> source, Span<double> result)
    {
        var (lower, upper) = (Learned.Lower, Learned.Upper);
        for (var row = 0; row < rows; row++)
        {
            for (var at = 0; at < lower.Length; at++)
            {
                var i = (row * lower.Length) + at;
                result[i] = source[i] < lower[at] ? lower[at] : source[i] > upper[at] ? upper[at] : source[i];
            }
        }
    }

    private protected override OnnxValue WriteOnnx(OnnxWriter writer, OnnxValue numbers) =>
        writer.Clip(numbers, writer.Row(Learned.Lower), writer.Row(Learned.Upper));

    private (double Lower, double Upper) LimitsOf(double[] values)
    {
        Array.Sort(values);
        return Options.Rule switch
        {
            ClipRule.Limits => (Options.Lower, Options.Upper),

            // Nothing is known of a column that is wholly missing: nothing is clipped.
            _ when values.Length == 0 => (double.NegativeInfinity, double.PositiveInfinity),
            ClipRule.Quantiles => (SortedQuantile.Of(values, Options.Tail), SortedQuantile.Of(values, 1 - Options.Tail)),
            _ => Whiskers(values),
        };
    }

    private (double Lower, double Upper) Whiskers(double[] sorted)
    {
        var (first, third) = (SortedQuantile.Of(sorted, 0.25), SortedQuantile.Of(sorted, 0.75));
        var reach = Options.Factor * (third - first);
        return (first - reach, third + reach);
    }

    /// <summary>What the clipper learns.</summary>
    /// <param name="Lower">The lower limit of each feature.</param>
    /// <param name="Upper">The upper limit of each feature.</param>
    public sealed record Limits(double[] Lower, double[] Upper);
}
