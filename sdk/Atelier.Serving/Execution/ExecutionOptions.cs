namespace Atelier.Serving;

/// <summary>How much of a model's work is done at once, how much may wait, and whether waiting requests are joined.</summary>
/// <remarks>
/// A request runs at once while fewer than <see cref="MaxConcurrency"/> run; then it waits, and where <see cref="MaxQueue"/> wait already,
/// it is answered with 503 and a Retry-After at once: a short queue keeps the latency of what is accepted near that of an idle server.
/// </remarks>
public sealed record ExecutionOptions
{
    /// <summary>How many requests, or joined batches of requests, of a model run at the same time.</summary>
    /// <value>
    /// At least 1. Null, the default, is as many as there are processors, and eight times as many where requests are not joined and the model takes less than a
    /// millisecond: then a request that waits for its turn costs more than one that shares a processor. A graph that uses all cores by itself, such as a
    /// large network, is served best with 1.
    /// </value>
    public int? MaxConcurrency { get; init => field = value is { } given ? AtLeast(1, given, nameof(MaxConcurrency)) : null; }

    /// <summary>How many requests of a model may wait for their turn.</summary>
    /// <value>Zero or more; 128 by default.</value>
    public int MaxQueue { get; init => field = AtLeast(0, value, nameof(MaxQueue)); } = 128;

    /// <summary>How many rows of waiting requests run as one batch.</summary>
    /// <value>
    /// At least 1; 1, the default, joins nothing. More suits models that are faster by batch, and asks that each row is answered by itself,
    /// whatever rows are beside it, and that every input and output begins with the rows.
    /// </value>
    public int MaxBatchSize { get; init => field = AtLeast(1, value, nameof(MaxBatchSize)); } = 1;

    /// <summary>How long a request waits for others to fill its batch, though the model is free.</summary>
    /// <value>
    /// Zero, the default, to 10 seconds. With zero a batch is what has gathered while the batch before it ran, which costs no request any time.
    /// The timer counts milliseconds.
    /// </value>
    public TimeSpan MaxBatchDelay
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero, nameof(MaxBatchDelay));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromSeconds(10), nameof(MaxBatchDelay));
            field = value;
        }
    }

    private static int AtLeast(int least, int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least, name);
        return value;
    }
}
