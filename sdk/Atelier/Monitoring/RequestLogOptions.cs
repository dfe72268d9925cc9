namespace Atelier.Monitoring;

/// <summary>How much of the traffic is written down, and how much room it may take.</summary>
public sealed record RequestLogOptions
{
    /// <summary>The share of requests that are written down, chosen by a hash of their id: every process chooses the same.</summary>
    /// <value>Default 1; 0 to 1.</value>
    public double SamplingRate
    {
        get;
        init => field = value is >= 0 and <= 1
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(SamplingRate),
                FormattableString.Invariant($"`SamplingRate` is {value}; expected 0 (nothing) to 1 (every request)."));
    } = 1;

    /// <summary>How many bytes the day files of the folder may take together; the oldest ones go first.</summary>
    /// <value>Default 1 GiB; 4,096 or above.</value>
    public long MostBytes { get; init => field = AtLeast(value, 4096, nameof(MostBytes)); } = 1L << 30;

    /// <summary>How many requests wait in memory to be written; more are not written down.</summary>
    /// <value>Default 1,024; 1 or above.</value>
    public int Capacity { get; init => field = (int)AtLeast(value, 1, nameof(Capacity)); } = 1024;

    /// <summary>What may be written down.</summary>
    public RedactionRules Redaction { get; init; } = new();

    private static long AtLeast(long value, long least, string name) => value >= least
        ? value
        : throw new ArgumentOutOfRangeException(name, FormattableString.Invariant($"`{name}` is {value}; expected {least:N0} or above."));
}
