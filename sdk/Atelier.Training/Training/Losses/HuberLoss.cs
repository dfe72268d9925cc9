namespace Atelier.Training;

/// <summary>Squared for small differences of output and target, linear for large ones, so that outliers pull less.</summary>
/// <remarks>
/// With d = y - t: d²/2 where |d| ≤ δ, else δ (|d| - δ/2) (Huber 1964). As PyTorch's <c>torch.nn.HuberLoss</c>. Outputs (batch, 1) or (batch).
/// </remarks>
public sealed record HuberLoss : NumberLoss
{
    /// <inheritdoc/>
    public override string Name => "huber";

    /// <summary>The difference δ at which the loss becomes linear, in the unit of the targets.</summary>
    /// <value>1 by default; above 0 and finite.</value>
    public double Delta
    {
        get;
        init => field = OptionRules.Positive(value, nameof(Delta));
    } = 1;

    internal override string Settings => FormattableString.Invariant($"{Name}, delta {Delta}");

    private protected override (double Loss, double Slope) Of(double difference, int output) => Math.Abs(difference) <= Delta
        ? (difference * difference / 2, difference)
        : (Delta * (Math.Abs(difference) - (Delta / 2)), double.IsNaN(difference) ? difference : Delta * Math.Sign(difference));
}
