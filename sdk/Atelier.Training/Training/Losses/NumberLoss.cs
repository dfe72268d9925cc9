using Atelier.Data;

namespace Atelier.Training;

/// <summary>A loss of models that predict numbers (<see cref="Dataset.Targets"/>), from the difference of output and target.</summary>
public abstract record NumberLoss : ClosedFormLoss
{
    private protected NumberLoss()
    {
    }

    /// <summary>The outputs a row that the loss reads.</summary>
    private protected virtual int Outputs => 1;

    internal sealed override bool IsOfClasses(Dataset data) => false;

    internal sealed override void EnsureFits(Dataset data, string name) => EnsureTargets(data, name);

    internal sealed override void EnsureOutputs(long[] shape, int rows, params ReadOnlySpan<(Dataset Data, string Name)> data) =>
        EnsureWidth(shape, rows, Outputs, Outputs == 1 ? "the predicted number" : "one number for each quantile");

    /// <summary>Requires outputs of a width; a single one may come without a dimension of its own.</summary>
    internal static void EnsureWidth(long[] shape, int rows, int width, string meaning)
    {
        if (!(shape.Length == 2 && shape[0] == rows && shape[1] == width) && !(width == 1 && shape.Length == 1 && shape[0] == rows))
        {
            throw new InvalidOperationException(
                $"The model returned shape {Check.Show(shape)} for {rows} rows; expected ({rows}, {width}): {meaning}.");
        }
    }

    /// <summary>The loss of one output and its derivative by the output.</summary>
    /// <param name="difference">Output less target.</param>
    /// <param name="output">Which of the row's outputs it is.</param>
    private protected abstract (double Loss, double Slope) Of(double difference, int output);

    private protected sealed override double Sum(ReadOnlySpan<float> outputs, BatchRows rows, Span<float> predictions, Span<float> gradient)
    {
        outputs.CopyTo(predictions);
        var width = outputs.Length / rows.Targets.Length;
        var sum = 0.0;
        for (var i = 0; i < outputs.Length; i++)
        {
            var row = i / width;
            var (loss, slope) = Of((double)outputs[i] - rows.Targets[row], i % width);
            var weight = rows.Weight(row) / width;
            sum += weight * loss;
            gradient[i] = (float)(weight * slope);
        }

        return sum;
    }
}
