namespace Atelier.Training;

/// <summary>What a learning-rate range test found.</summary>
/// <param name="Points">The learning rates tried, rising, and the smoothed loss at each.</param>
/// <param name="Suggested">Where the loss falls fastest: a rate to begin with, or the peak of <see cref="OneCycle"/>.</param>
/// <param name="Diverged">The rate at which the loss had left the ground or was no number any more; null where it never did.</param>
public sealed record LearningRateRange(IReadOnlyList<(double LearningRate, double Loss)> Points, double Suggested, double? Diverged)
{
    /// <summary>The suggestion and the range in one line.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"suggested {Suggested:0.0E+0}, tried {Points[0].LearningRate:0.0E+0} to {Points[^1].LearningRate:0.0E+0}")
        + (Diverged is { } rate ? FormattableString.Invariant($", diverged at {rate:0.0E+0}") : "");
}
