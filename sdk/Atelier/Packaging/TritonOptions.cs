namespace Atelier.Packaging;

/// <summary>How a model is written for NVIDIA Triton.</summary>
public sealed record TritonOptions
{
    /// <summary>The version of the model, which names its folder.</summary>
    /// <value>At least 1; 1 by default.</value>
    public int Version
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(Version));
            field = value;
        }
    }
    = 1;

    /// <summary>The most rows that Triton puts into one run, where all inputs and outputs begin with a batch of any length.</summary>
    /// <value>At least 1; 64 by default.</value>
    public int MaxBatchSize
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(MaxBatchSize));
            field = value;
        }
    }
    = 64;

    /// <summary>How long Triton may hold a request back to put it into one run with others.</summary>
    /// <value>Zero to one second; 100 microseconds by default.</value>
    public TimeSpan MaxQueueDelay
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero, nameof(MaxQueueDelay));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromSeconds(1), nameof(MaxQueueDelay));
            field = value;
        }
    }
    = TimeSpan.FromMicroseconds(100);

    /// <summary>Whether a package with preprocessing in C# is written without it: callers must then send rows that went through it.</summary>
    /// <value>False by default: such a package is refused, since raw rows would get wrong answers without any error.</value>
    public bool WithoutPreprocessing { get; init; }
}
