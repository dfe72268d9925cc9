namespace Atelier.Training;

/// <summary>The squared difference of output and target: (y - t)².</summary>
/// <remarks>As PyTorch's <c>torch.nn.MSELoss</c>. Outputs (batch, 1) or (batch), in the unit of the targets; the loss is in its square.</remarks>
public sealed record MeanSquaredError : NumberLoss
{
    /// <inheritdoc/>
    public override string Name => "mean_squared_error";

    private protected override (double Loss, double Slope) Of(double difference, int output) => (difference * difference, 2 * difference);
}
