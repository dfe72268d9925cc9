namespace Atelier.Kernel;

/// <summary>How a notebook is run.</summary>
public sealed record NotebookRunOptions
{
    /// <summary>The most that <see cref="CellTimeout"/> may be: 30 days.</summary>
    public static readonly TimeSpan LongestCellTimeout = TimeSpan.FromDays(30);

    /// <summary>Whether the cells after one that failed run too.</summary>
    /// <value>Default: false, the run stops at the first cell that fails without the tag <c>raises-exception</c>.</value>
    public bool KeepGoing { get; init; }

    /// <summary>The file that receives the notebook before the first cell and after each cell, so that a killed run loses nothing.</summary>
    /// <value>Default: null, nothing is saved.</value>
    public string? SavePath { get; init; }

    /// <summary>Whether each cell's metadata tell when it ran (<c>execution</c>, with the keys that Jupyter writes).</summary>
    /// <value>Default: true.</value>
    public bool RecordTimes { get; init; } = true;

    /// <summary>How long each cell may run; null sets no limit.</summary>
    /// <value>
    /// Default: null; more than zero and at most <see cref="LongestCellTimeout"/>. A cell that reaches the limit fails, whatever its tags.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">The time is not in that range.</exception>
    public TimeSpan? CellTimeout
    {
        get;
        init
        {
            if (value is { } limit)
            {
                ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(limit, TimeSpan.Zero, nameof(CellTimeout));
                ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, LongestCellTimeout, nameof(CellTimeout));
            }
            field = value;
        }
    }

    /// <summary>How long a cancelled cell may go on before the run ends without it.</summary>
    /// <value>Default: 3 seconds; zero or more.</value>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public TimeSpan StopPatience
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero, nameof(StopPatience));
            field = value;
        }
    }
    = TimeSpan.FromSeconds(3);

    /// <summary>The clock.</summary>
    /// <value>Default: the system's.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
