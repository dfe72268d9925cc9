using System.Globalization;

namespace Atelier.Monitoring;

/// <summary>An alert that went on or off.</summary>
/// <param name="Rule">The name of its rule.</param>
/// <param name="IsRaised">True where it went on, false where it went off.</param>
/// <param name="Figure">The figure that is watched.</param>
/// <param name="Value">The value that made the change.</param>
/// <param name="Threshold">The threshold that was passed.</param>
/// <param name="Time">When it was seen.</param>
public sealed record AlertEvent(string Rule, bool IsRaised, string Figure, double Value, double Threshold, DateTimeOffset Time)
{
    /// <summary>What happened, in one line.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Rule} {(IsRaised ? "raised" : "cleared")}: {Figure} is {Value:G6} (threshold {Threshold:G6})");
}
