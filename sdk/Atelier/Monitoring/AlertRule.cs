namespace Atelier.Monitoring;

/// <summary>When a figure is bad enough to call somebody, and good enough again to stop.</summary>
/// <remarks>
/// An alert goes on when the figure reaches <see cref="Raise"/> in <see cref="Windows"/> windows in a row, and off when it is back at
/// <see cref="Clear"/> for as
/// many: a figure that swings between the two thresholds changes nothing.
/// </remarks>
public sealed record AlertRule
{
    /// <summary>Makes a rule.</summary>
    /// <param name="name">What the alert is called; differs from rule to rule.</param>
    /// <param name="figure">A figure of <see cref="DriftReport.Figures"/> or <see cref="QualityReport.Figures"/>, such as
    /// <c>quality.accuracy</c>.</param>
    /// <param name="raise">The value that raises the alert.</param>
    /// <param name="clear">The value that clears it: below <paramref name="raise"/> for figures that are bad when high, above it for those
    /// that are
    /// bad when low, which so is told apart.</param>
    /// <param name="windows">How many windows in a row it takes, 1 or more.</param>
    /// <exception cref="ArgumentException">The thresholds are equal or not finite.</exception>
    public AlertRule(string name, string figure, double raise, double clear, int windows = 1)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentException.ThrowIfNullOrWhiteSpace(figure);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(windows);
        if (!double.IsFinite(raise) || !double.IsFinite(clear) || raise == clear)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"The rule `{name}` raises at {raise} and clears at {clear}; expected two finite numbers ")
                + "that differ. Clear below the raising threshold for figures that are bad when high, above it for others.",
                nameof(clear));
        }

        (Name, Figure, Raise, Clear, Windows) = (name, figure, raise, clear, windows);
    }

    /// <summary>What the alert is called.</summary>
    public string Name { get; }

    /// <summary>The figure that is watched.</summary>
    public string Figure { get; }

    /// <summary>The value that raises the alert.</summary>
    public double Raise { get; }

    /// <summary>The value that clears the alert.</summary>
    public double Clear { get; }

    /// <summary>How many windows in a row it takes to raise or clear.</summary>
    public int Windows { get; }

    /// <summary>True for a figure that is bad when high.</summary>
    public bool IsBadWhenHigh => Raise > Clear;

    /// <summary>What a window's value makes of the alert: a pure function.</summary>
    /// <param name="state">Where the rule stood before.</param>
    /// <param name="value">The figure in this window; NaN where it has no value, which changes nothing.</param>
    /// <returns>Where the rule stands now, and whether the alert went on (true) or off (false); null where neither.</returns>
    public (AlertState State, bool? Change) Next(AlertState state, double value)
    {
        if (double.IsNaN(value))
        {
            return (state, null);
        }

        // While the alert is on, the same question is asked of the other threshold from the other side.
        var speaks = IsBadWhenHigh != state.IsRaised ? value >= Threshold(state) : value <= Threshold(state);
        var inARow = speaks ? state.InARow + 1 : 0;
        return inARow < Windows
            ? (state with { InARow = inARow }, null)
            : (new AlertState(!state.IsRaised, 0), !state.IsRaised);
    }

    /// <summary>The threshold that matters next.</summary>
    internal double Threshold(AlertState state) => state.IsRaised ? Clear : Raise;
}
