using Atelier.Evaluation;

namespace Atelier.Training;

/// <summary>The learning rate falls by a factor whenever a figure has stopped improving.</summary>
/// <remarks>
/// As PyTorch's <c>ReduceLROnPlateau</c>, whose rule is replayed over the finished epochs; the figure says itself whether higher is better.
/// A figure that is no number does not improve.
/// </remarks>
public sealed record ReduceOnPlateau : LearningRateSchedule
{
    /// <summary>The figure to watch: the loss, or the name of one of the training's metrics, such as <c>accuracy</c>.</summary>
    /// <value><c>loss</c> by default; not empty.</value>
    public string Monitor
    {
        get;
        init => field = string.IsNullOrWhiteSpace(value)
            ? throw new ArgumentException("`Monitor` is empty; expected the name of a figure, such as loss or accuracy.", nameof(Monitor))
            : value;
    } = EpochResult.Loss;

    /// <summary>Whether the figure is that of the training rows instead of the validation rows.</summary>
    /// <value>False by default, which needs validation data.</value>
    public bool WatchTraining { get; init; }

    /// <summary>How many epochs in a row may fail to improve on the best one; the epoch after them lowers the learning rate.</summary>
    /// <value>10 by default; 0 or above.</value>
    public int Patience
    {
        get;
        init => field = OptionRules.NotNegative(value, nameof(Patience));
    } = 10;

    /// <summary>What the learning rate is multiplied by.</summary>
    /// <value>0.1 by default; above 0, at most 1.</value>
    public double By
    {
        get;
        init => field = OptionRules.Reduction(value, nameof(By));
    } = 0.1;

    /// <summary>By how much a figure must be better to count: a share of the best one, or an amount where <see cref="ThresholdIsAmount"/>.</summary>
    /// <value>0.0001 by default; 0 or above.</value>
    public double Threshold
    {
        get;
        init => field = OptionRules.NotNegative(value, nameof(Threshold));
    } = 1e-4;

    /// <summary>Whether the threshold is an amount in the figure's own unit instead of a share of the best figure.</summary>
    /// <value>False by default.</value>
    public bool ThresholdIsAmount { get; init; }

    /// <summary>How many epochs after a fall do not count as failures.</summary>
    /// <value>0 by default; 0 or above.</value>
    public int Cooldown
    {
        get;
        init => field = OptionRules.NotNegative(value, nameof(Cooldown));
    }

    /// <summary>The factor below which the learning rate does not fall.</summary>
    /// <value>0 by default; from 0 to 1.</value>
    public double MinFactor
    {
        get;
        init => field = OptionRules.UpToOne(value, nameof(MinFactor));
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The training has no such figure.</exception>
    public override double Factor(ScheduleStep step)
    {
        var factor = 1.0;
        double? best = null;
        var (failures, cooling) = (0, 0);
        foreach (var epoch in step.History)
        {
            var figure = Figure(epoch);
            if (Improves(figure, best))
            {
                (best, failures) = (figure.Value, 0);
            }
            else
            {
                failures++;
            }

            if (cooling > 0)
            {
                (cooling, failures) = (cooling - 1, 0);
            }

            if (failures > Patience)
            {
                (factor, cooling, failures) = (Math.Max(factor * By, MinFactor), Cooldown, 0);
            }
        }

        return factor;
    }

    /// <inheritdoc/>
    internal override void EnsureFits(IReadOnlyList<string> figures, bool hasValidation)
    {
        if ((!hasValidation && !WatchTraining) || !figures.Contains(Monitor))
        {
            throw Missing(figures, hasValidation);
        }
    }

    private bool Improves(MetricValue figure, double? best)
    {
        if (best is not { } soFar)
        {
            return figure.HigherIsBetter ? figure.Value > double.NegativeInfinity : figure.Value < double.PositiveInfinity;
        }

        return figure.HigherIsBetter
            ? figure.Value > (ThresholdIsAmount ? soFar + Threshold : soFar * (1 + Threshold))
            : figure.Value < (ThresholdIsAmount ? soFar - Threshold : soFar * (1 - Threshold));
    }

    private MetricValue Figure(EpochResult epoch)
    {
        var figures = WatchTraining ? epoch.Training : epoch.Validation;
        if (figures.FirstOrDefault(figure => figure.Name == Monitor) is { } found)
        {
            return found;
        }

        throw Missing([.. figures.Select(figure => figure.Name)], epoch.Validation.Count > 0);
    }

    private InvalidOperationException Missing(IEnumerable<string> figures, bool hasValidation) => new(!hasValidation && !WatchTraining
        ? "ReduceOnPlateau watches validation data, and there is none. Give Fit a `validation` dataset, or set WatchTraining."
        : $"There is no figure `{Monitor}` for ReduceOnPlateau to watch; this training has: {string.Join(", ", figures)}. "
            + "Add it to TrainingOptions.Metrics.");
}
