using System.Runtime.InteropServices;
using Atelier.Data;
using Atelier.Prediction;
using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>A loss whose derivative is written down, so that it is computed beside torch, in one pass over the outputs.</summary>
public abstract record ClosedFormLoss : Loss
{
    private protected ClosedFormLoss()
    {
    }

    /// <summary>Scores of a prediction for each row that has so many outputs.</summary>
    private protected virtual int PredictionWidth(int width) => width;

    /// <summary>Σ w l over the rows.</summary>
    /// <param name="outputs">Row after row.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="predictions">Receives what the outputs mean, row after row.</param>
    /// <param name="gradient">Receives the derivative of the sum by each output.</param>
    private protected abstract double Sum(ReadOnlySpan<float> outputs, BatchRows rows, Span<float> predictions, Span<float> gradient);

    internal override double RowWeight(Dataset data, int row) => data.Weights.IsEmpty ? 1 : data.Weights.Span[row];

    internal sealed override (double WeightedSum, Predictions Predictions) Score(Tensor outputs, BatchBuffer batch)
    {
        using var values = outputs.to(ScalarType.Float32, CPU).contiguous();
        var width = (int)(values.numel() / batch.Count);
        var predictionWidth = PredictionWidth(width);
        var predictions = batch.PredictionMemory(predictionWidth * batch.Count);
        var sum = Sum(Floats(values), batch.Rows, predictions.Span, Floats(batch.Gradient(outputs.shape)));
        return (sum, new Predictions(predictions, predictionWidth));
    }

    internal sealed override void Backward(Tensor outputs, BatchBuffer batch, double scale)
    {
        var gradient = batch.Gradient(outputs.shape);
        var values = Floats(gradient);
        SoftmaxRows.MultiplyAdd(values, (float)scale, 0, values);
        outputs.backward([gradient.to(outputs.dtype, outputs.device)]);
    }

    private static Span<float> Floats(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);
}
