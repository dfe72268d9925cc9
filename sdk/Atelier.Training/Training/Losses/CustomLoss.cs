using Atelier.Data;
using Atelier.Prediction;
using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>A loss of your own: a function of a model's outputs and what they should be.</summary>
/// <example>
/// <code>new CustomLoss("log_cosh", (outputs, targets) => (outputs.squeeze(1) - targets).cosh().log())</code>
/// </example>
public sealed record CustomLoss : Loss
{
    private readonly Func<Tensor, Tensor, Tensor> _compute;

    /// <summary>Makes the loss.</summary>
    /// <param name="name">The name in reports.</param>
    /// <param name="compute">
    /// Takes the outputs, float32 (batch, ...), and the labels, int64 (batch), or, of data without labels, the targets, float32 (batch), all on the model's device. Returns the loss of each
    /// row, (batch); or one number, their mean, which then cannot respect weights of rows. It is called in a dispose scope.
    /// </param>
    public CustomLoss(string name, Func<Tensor, Tensor, Tensor> compute)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(compute);
        (Name, _compute) = (name, compute);
    }

    /// <inheritdoc/>
    public override string Name { get; }

    internal override bool IsOfClasses(Dataset data) => data.HasLabels;

    internal override void EnsureFits(Dataset data, string name)
    {
        if (!data.HasLabels)
        {
            EnsureTargets(data, name);
        }
    }

    internal override void EnsureOutputs(long[] shape, int rows, params ReadOnlySpan<(Dataset Data, string Name)> data)
    {
        if (shape.Length == 0 || shape[0] != rows)
        {
            throw new InvalidOperationException($"The model returned shape {Check.Show(shape)} for {rows} rows; expected ({rows}, ...).");
        }
    }

    internal override double RowWeight(Dataset data, int row) => data.Weights.IsEmpty ? 1 : data.Weights.Span[row];

    internal override (double WeightedSum, Predictions Predictions) Score(Tensor outputs, BatchBuffer batch)
    {
        var rows = batch.Rows;
        var floats = outputs.to(ScalarType.Float32);
        var wanted = rows.Labels.IsEmpty
            ? tensor(rows.Targets.ToArray(), device: outputs.device)
            : tensor(rows.Labels.ToArray(), device: outputs.device).to(ScalarType.Int64);
        var losses = _compute(floats, wanted) ?? throw new InvalidOperationException(
            $"The loss `{Name}` returned null; expected a tensor with the loss of each row, ({batch.Count}), or their mean.");
        batch.LossSum = Sum(losses, batch.Count, rows.Weights);
        return (batch.LossSum.item<float>(), Meaning(floats, batch));
    }

    internal override void Backward(Tensor outputs, BatchBuffer batch, double scale) => (batch.LossSum! * scale).backward();

    private Tensor Sum(Tensor losses, int rows, ReadOnlySpan<float> weights)
    {
        if (losses.numel() == 1 && (rows > 1 || losses.shape.Length == 0))
        {
            return weights.IsEmpty ? losses.sum() * rows : throw new InvalidOperationException(
                $"The loss `{Name}` returned one number, and the dataset weighs its rows; expected the loss of each row, ({rows}).");
        }

        return losses.shape is [var length] && length == rows
            ? (weights.IsEmpty ? losses : losses * tensor(weights.ToArray(), device: losses.device)).sum()
            : throw new InvalidOperationException(
                $"The loss `{Name}` returned shape {Check.Show(losses.shape)}; expected the loss of each row, ({rows}), or one number, their mean.");
    }

    /// <summary>Outputs of classes are taken for logits, others for numbers.</summary>
    private static Predictions Meaning(Tensor outputs, BatchBuffer batch)
    {
        using var guard = no_grad();
        var width = (int)(outputs.numel() / batch.Count);
        var values = outputs.detach().reshape(batch.Count, width);
        var scores = batch.Rows.Labels.IsEmpty ? values : width == 1 ? cat([1 - values.sigmoid(), values.sigmoid()], 1) : values.softmax(1);
        return new Predictions(scores.cpu().contiguous().data<float>().ToArray(), (int)scores.shape[1]);
    }
}
