namespace Atelier.Serving;

/// <summary>What a version has answered since it came, and how long that took. Safe to use from several threads.</summary>
internal sealed class ModelCounters
{
    /// <summary>The upper bounds of the classes of latency, in seconds; one class more is above the last.</summary>
    public static readonly double[] Bounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly long[] _classes = new long[Bounds.Length + 1];
    private readonly long[] _outcomes = new long[Enum.GetValues<Outcome>().Length];
    private long _ticks;
    private long _rows;

    /// <summary>How many rows have been answered.</summary>
    public long Rows => Interlocked.Read(ref _rows);

    /// <summary>How many seconds the answered requests took together.</summary>
    public double Seconds => TimeSpan.FromTicks(Interlocked.Read(ref _ticks)).TotalSeconds;

    /// <summary>Counts a request.</summary>
    /// <param name="outcome">How it ended.</param>
    /// <param name="elapsed">From its arrival to its answer.</param>
    /// <param name="rows">Its rows, where it was answered.</param>
    public void Count(Outcome outcome, TimeSpan elapsed, long rows)
    {
        Interlocked.Increment(ref _outcomes[(int)outcome]);
        if (outcome != Outcome.Answered)
        {
            return;
        }

        var seconds = elapsed.TotalSeconds;
        var at = 0;
        while (at < Bounds.Length && seconds > Bounds[at])
        {
            at++;
        }

        Interlocked.Increment(ref _classes[at]);
        Interlocked.Add(ref _ticks, elapsed.Ticks);
        Interlocked.Add(ref _rows, rows);
    }

    /// <summary>How many requests ended so.</summary>
    public long Of(Outcome outcome) => Interlocked.Read(ref _outcomes[(int)outcome]);

    /// <summary>How many answered requests took so long, by class.</summary>
    public long[] Classes()
    {
        var classes = new long[_classes.Length];
        for (var at = 0; at < classes.Length; at++)
        {
            classes[at] = Interlocked.Read(ref _classes[at]);
        }

        return classes;
    }

    /// <summary>The time within which a share of the answers came, as the bound of its class, interpolated within it; NaN where nothing was answered.</summary>
    /// <param name="share">Above 0, at most 1.</param>
    public double Quantile(double share)
    {
        var classes = Classes();
        var total = classes.Sum();
        if (total == 0)
        {
            return double.NaN;
        }

        var left = share * total;
        for (var at = 0; at < Bounds.Length; at++)
        {
            if (left <= classes[at])
            {
                var from = at == 0 ? 0 : Bounds[at - 1];
                return from + ((Bounds[at] - from) * left / classes[at]);
            }

            left -= classes[at];
        }

        return double.PositiveInfinity;
    }
}
