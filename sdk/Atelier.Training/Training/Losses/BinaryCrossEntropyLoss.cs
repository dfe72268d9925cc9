using Atelier.Data;

namespace Atelier.Training;

/// <summary>Cross-entropy for two classes and a single output a row, the logit of class 1.</summary>
/// <remarks>
/// l = -(v t ln σ(z) + (1 - t) ln(1 - σ(z))) with σ the logistic function, t the label and v <see cref="PositiveWeight"/>. As PyTorch's
/// <c>torch.nn.BCEWithLogitsLoss(pos_weight)</c>. Labels 0 and 1; outputs (batch, 1) or (batch). Metrics see the probabilities of both classes.
/// </remarks>
public sealed record BinaryCrossEntropyLoss : ClosedFormLoss
{
    /// <inheritdoc/>
    public override string Name => "binary_cross_entropy";

    /// <summary>How much rows of class 1 count beside those of class 0.</summary>
    /// <value>1 by default; above 0 and finite. The number of rows of class 0 over that of class 1 makes both count the same.</value>
    public double PositiveWeight
    {
        get;
        init => field = OptionRules.Positive(value, nameof(PositiveWeight));
    } = 1;

    /// <summary>How far targets are moved from 0 and 1 towards one half: t (1 - ε) + ε/2.</summary>
    /// <value>0 by default; from 0 to below 1.</value>
    public double LabelSmoothing
    {
        get;
        init => field = OptionRules.Share(value, nameof(LabelSmoothing));
    }

    internal override string Settings => FormattableString.Invariant($"{Name}, positive weight {PositiveWeight}, label smoothing {LabelSmoothing}");

    internal override bool IsOfClasses(Dataset data) => true;

    internal override void EnsureFits(Dataset data, string name) => EnsureLabels(data, name);

    internal override void EnsureOutputs(long[] shape, int rows, params ReadOnlySpan<(Dataset Data, string Name)> data)
    {
        NumberLoss.EnsureWidth(shape, rows, 1, "the logit of class 1. For a logit a class use CrossEntropyLoss");
        foreach (var (rowsOf, name) in data)
        {
            ClassLoss.EnsureLabels(rowsOf, 2, name);
        }
    }

    private protected override int PredictionWidth(int width) => 2;

    private protected override double Sum(ReadOnlySpan<float> outputs, BatchRows rows, Span<float> predictions, Span<float> gradient)
    {
        var sum = 0.0;
        for (var row = 0; row < outputs.Length; row++)
        {
            double z = outputs[row];
            var target = (rows.Labels[row] * (1 - LabelSmoothing)) + (LabelSmoothing / 2);
            // ln(1 + exp(-|z|)) neither overflows nor loses small values.
            var tail = double.LogP1(Math.Exp(-Math.Abs(z)));
            var (missing, present) = (Math.Max(z, 0) + tail, Math.Max(-z, 0) + tail);
            var p = 1 / (1 + Math.Exp(-z));
            var weight = rows.Weight(row);
            sum += weight * ((PositiveWeight * target * present) + ((1 - target) * missing));
            gradient[row] = (float)(weight * (((1 - target) * p) - (PositiveWeight * target * (1 - p))));
            predictions[2 * row] = (float)(1 - p);
            predictions[(2 * row) + 1] = (float)p;
        }

        return sum;
    }
}
