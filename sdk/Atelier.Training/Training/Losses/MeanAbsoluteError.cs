namespace Atelier.Training;

/// <summary>The absolute difference of output and target: |y - t|.</summary>
/// <remarks>As PyTorch's <c>torch.nn.L1Loss</c>; the slope at no difference is 0. Outputs (batch, 1) or (batch), in the unit of the targets.</remarks>
public sealed record MeanAbsoluteError : NumberLoss
{
    /// <inheritdoc/>
    public override string Name => "mean_absolute_error";

    // A number that is none has no sign; it must come out as it is.
    private protected override (double Loss, double Slope) Of(double difference, int output) =>
        (Math.Abs(difference), double.IsNaN(difference) ? difference : Math.Sign(difference));
}
