using System.Runtime.CompilerServices;
using Atelier.Data;

namespace Atelier.Training;

/// <summary>Cross-entropy of softmax probabilities and labels: for one class of several a row.</summary>
/// <remarks>
/// l = -Σ t ln softmax(z), where t is 1 - ε + ε/K for the label and ε/K for the other classes, each times its class weight. As PyTorch's
/// <c>torch.nn.CrossEntropyLoss(weight, label_smoothing)</c>, whose mean divides by the sum of the labels' class weights; dataset weights multiply both.
/// Outputs (batch, classes), at least 2.
/// </remarks>
public sealed record CrossEntropyLoss : ClassLoss
{
    /// <inheritdoc/>
    public override string Name => "cross_entropy";

    /// <summary>The share ε of each target that is spread evenly over all classes (Szegedy et al. 2016, section 7).</summary>
    /// <value>0 by default; from 0 to below 1.</value>
    public double LabelSmoothing
    {
        get;
        init => field = OptionRules.Share(value, nameof(LabelSmoothing));
    }

    internal override string Settings => base.Settings + (LabelSmoothing > 0 ? FormattableString.Invariant($", label smoothing {LabelSmoothing}") : "");

    internal override bool WeighsAlike(Dataset data) => ClassWeights is null && base.WeighsAlike(data);

    internal override double RowWeight(Dataset data, int row) =>
        base.RowWeight(data, row) * (ClassWeights is null ? 1 : ClassWeights[data.Labels.Span[row]]);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override double Sum(ReadOnlySpan<float> outputs, BatchRows rows, Span<float> predictions, Span<float> gradient)
    {
        var labels = rows.Labels;
        var classes = outputs.Length / labels.Length;
        Span<double> logSums = labels.Length <= 1024 ? stackalloc double[labels.Length] : new double[labels.Length];
        SoftmaxRows.Of(outputs, classes, predictions, logSums);
        if (ClassWeights is not null || LabelSmoothing > 0)
        {
            return WeighedSum(outputs, rows, predictions, gradient, logSums);
        }

        var sum = 0.0;
        predictions.CopyTo(gradient);
        for (var row = 0; row < labels.Length; row++)
        {
            var place = (row * classes) + labels[row];
            var loss = logSums[row] - outputs[place];
            gradient[place] -= 1;
            if (rows.Weights.IsEmpty)
            {
                sum += loss;
                continue;
            }

            var weight = rows.Weight(row);
            sum += weight * loss;
            var slopes = gradient.Slice(row * classes, classes);
            SoftmaxRows.MultiplyAdd(slopes, weight, 0, slopes);
        }

        return sum;
    }

    private double WeighedSum(
        ReadOnlySpan<float> outputs, BatchRows rows, ReadOnlySpan<float> predictions, Span<float> gradient, ReadOnlySpan<double> logSums)
    {
        var classes = outputs.Length / logSums.Length;
        var even = new double[classes];
        for (var i = 0; i < classes; i++)
        {
            even[i] = LabelSmoothing / classes * (ClassWeights?[i] ?? 1);
        }

        var evenSum = even.Sum();
        var sum = 0.0;
        for (var row = 0; row < logSums.Length; row++)
        {
            var (label, weight) = (rows.Labels[row], rows.Weight(row));
            var hit = (1 - LabelSmoothing) * (ClassWeights?[label] ?? 1);
            for (var i = 0; i < classes; i++)
            {
                var place = (row * classes) + i;
                var target = even[i] + (i == label ? hit : 0);
                sum += weight * target * (logSums[row] - outputs[place]);
                gradient[place] = (float)(weight * ((predictions[place] * (evenSum + hit)) - target));
            }
        }

        return sum;
    }
}
