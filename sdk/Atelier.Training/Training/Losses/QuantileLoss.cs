namespace Atelier.Training;

/// <summary>Pinball loss: the outputs become quantiles of the target rather than its mean.</summary>
/// <remarks>
/// With d = t - y: q d where d ≥ 0, else (q - 1) d; the mean over the quantiles (Koenker and Bassett 1978; scikit-learn's
/// <c>mean_pinball_loss</c>). Outputs (batch, quantiles), one for each of <see cref="Quantiles"/> in their order, in the unit of the targets.
/// </remarks>
public sealed record QuantileLoss : NumberLoss
{
    /// <inheritdoc/>
    public override string Name => "quantile";

    /// <summary>Which quantiles.</summary>
    /// <value>The median, 0.5, by default; at least one, each above 0 and below 1.</value>
    public IReadOnlyList<double> Quantiles
    {
        get;
        init => field = Checked(value);
    } = [0.5];

    internal override string Settings => $"{Name} {string.Join(' ', Quantiles.Select(quantile => FormattableString.Invariant($"{quantile}")))}";

    private protected override int Outputs => Quantiles.Count;

    private protected override (double Loss, double Slope) Of(double difference, int output)
    {
        var quantile = Quantiles[output];
        return difference <= 0 ? (-quantile * difference, -quantile) : ((1 - quantile) * difference, double.IsNaN(difference) ? difference : 1 - quantile);
    }

    private static double[] Checked(IReadOnlyList<double> quantiles)
    {
        ArgumentNullException.ThrowIfNull(quantiles, nameof(Quantiles));
        return quantiles.Count > 0 && quantiles.All(quantile => quantile is > 0 and < 1) ? [.. quantiles] : throw new ArgumentException(
            $"`Quantiles` is [{string.Join(", ", quantiles.Select(quantile => FormattableString.Invariant($"{quantile}")))}]; "
            + "expected at least one, each above 0 and below 1, such as [0.1, 0.5, 0.9].",
            nameof(Quantiles));
    }
}
