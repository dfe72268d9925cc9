namespace Atelier.Training;

/// <summary>Focal loss: cross-entropy in which rows that are already right count less, for rare classes.</summary>
/// <remarks>
/// l = -α (1 - p)^γ ln p for the softmax probability p of the label, with α its class weight (Lin et al. 2017, "Focal Loss for Dense Object
/// Detection", equation 5). The mean divides by the rows, not by α. With γ = 0 and no class weights it is the cross-entropy. Outputs (batch, classes), at least 2.
/// </remarks>
public sealed record FocalLoss : ClassLoss
{
    /// <inheritdoc/>
    public override string Name => "focal";

    /// <summary>The focus γ on rows that are still wrong.</summary>
    /// <value>2 by default; finite, 0 or above.</value>
    public double Gamma
    {
        get;
        init => field = OptionRules.NotNegative(value, nameof(Gamma));
    } = 2;

    internal override string Settings => FormattableString.Invariant($"{base.Settings}, gamma {Gamma}");

    private protected override double Sum(ReadOnlySpan<float> outputs, BatchRows rows, Span<float> predictions, Span<float> gradient)
    {
        var labels = rows.Labels;
        var classes = outputs.Length / labels.Length;
        var logSums = new double[labels.Length];
        SoftmaxRows.Of(outputs, classes, predictions, logSums);
        var sum = 0.0;
        for (var row = 0; row < labels.Length; row++)
        {
            var weight = rows.Weight(row) * (ClassWeights?[labels[row]] ?? 1);
            var logP = outputs[(row * classes) + labels[row]] - logSums[row];
            var p = Math.Exp(logP);
            // 1 - p keeps its digits where p is near 1.
            var rest = -double.ExpM1(logP);
            var focus = Math.Pow(rest, Gamma);
            sum -= weight * focus * logP;
            // dl/dp times p, since dp/dz = p (δ - p).
            var slope = weight * ((Gamma == 0 || rest <= 0 ? 0 : Gamma * Math.Pow(rest, Gamma - 1) * logP * p) - focus);
            for (var i = 0; i < classes; i++)
            {
                var place = (row * classes) + i;
                gradient[place] = (float)(slope * ((i == labels[row] ? 1 : 0) - predictions[place]));
            }
        }

        return sum;
    }
}
