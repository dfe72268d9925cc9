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

    private static int? Positive(int? threads) => threads is null or >= 1
        ? threads
        : throw new ArgumentOutOfRangeException(
            nameof(Threads), threads, "`Threads` is below 1; expected at least 1, or null to choose by the graph's size.");
}
