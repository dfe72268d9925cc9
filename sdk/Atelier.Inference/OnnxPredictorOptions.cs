namespace Atelier.Inference;

/// <summary>How <see cref="OnnxPredictor"/> runs a graph.</summary>
public sealed record OnnxPredictorOptions
{
    /// <summary>How many threads share the work of one call; calls from several threads run side by side besides.</summary>
    /// <value>
    /// From 1; by default null: 1 for a graph of up to 4 MiB, which gains little from more and suffers from them on a busy machine, all cores
    /// for a larger one.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public int? Threads { get; init => field = Positive(value); }

    /// <summary>What to compute with, the best first; the first that this machine and this build of ONNX Runtime have is taken.</summary>
    /// <value>By default the processor alone. The processor is the last resort behind every list, unless <see cref="AllowCpuFallback"/> is false.</value>
    public IReadOnlyList<ExecutionProvider> Providers { get; init; } = [ExecutionProvider.Cpu];

    /// <summary>Whether the processor is taken where no provider of <see cref="Providers"/> can be; otherwise loading fails and says why.</summary>
    public bool AllowCpuFallback { get; init; } = true;

    /// <summary>Batch sizes that are run once, on zeros, while loading, so that the first real call of that size is as fast as the next.</summary>
    /// <value>None by default.</value>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    public IReadOnlyList<int> WarmUpBatches { get; init => field = Positive(value); } = [];

    /// <summary>The most rows that the graph is given at once, so that the memory of a call does not grow with its batch.</summary>
    /// <value>
    /// From 1; by default null, and every batch is run as a whole. A longer batch is run in parts, the last one shorter, and the answers are
    /// joined. All inputs and outputs of the graph must begin with a batch of any length: loading refuses a graph with a fixed batch, or
    /// with an output that has none, such as a sum over all rows. Rows must not depend on one another, which no file says.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public int? LargestBatch
    {
        get;
        init => field = value is null or >= 1
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(LargestBatch), value, "`LargestBatch` is below 1; expected at least 1 row, or null to run every batch as a whole.");
    }

    private static IReadOnlyList<int> Positive(IReadOnlyList<int> batches)
    {
        ArgumentNullException.ThrowIfNull(batches, nameof(WarmUpBatches));
        foreach (var rows in batches)
        {
            if (rows < 1)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(WarmUpBatches), rows, $"`WarmUpBatches` names a batch of {rows} rows; expected sizes from 1.");
            }
        }

        return batches;
    }

    private static int? Positive(int? threads) => threads is null or >= 1
        ? threads
        : throw new ArgumentOutOfRangeException(
            nameof(Threads), threads, "`Threads` is below 1; expected at least 1, or null to choose by the graph's size.");
}
