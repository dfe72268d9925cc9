using System.Runtime.InteropServices;

namespace Atelier.Training;

/// <summary>What to say when a batch needs more memory than there is.</summary>
internal static class DeviceMemory
{
    /// <summary>Whether torch failed for want of memory.</summary>
    public static bool IsExhausted(ExternalException failure) =>
        failure.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase)
        || failure.Message.Contains("not enough memory", StringComparison.OrdinalIgnoreCase)
        || failure.Message.Contains("can't allocate memory", StringComparison.OrdinalIgnoreCase);

    /// <summary>The error, with the batch that failed and the largest of its halves, quarters and so on that fits.</summary>
    public static InvalidOperationException Error(ModelStep step, BatchBuffer batch, ReadOnlySpan<int> rows, ExternalException failure)
    {
        var fitting = rows.Length / 2;
        while (fitting > 0 && !step.Fits(batch, fitting))
        {
            fitting /= 2;
        }

        return new InvalidOperationException(
            $"The device has not enough memory for a batch of {rows.Length} rows: {failure.Message.Split('\n')[0]} "
            + (fitting > 0
                ? $"A batch of {fitting} fits: set TrainingOptions.BatchSize to {fitting} and AccumulateBatches to {(rows.Length + fitting - 1) / fitting} for the same steps."
                : "Not even a single row fits: make the model or the rows smaller, or train on another device."),
            failure);
    }
}
