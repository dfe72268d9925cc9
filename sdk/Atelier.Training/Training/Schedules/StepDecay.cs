namespace Atelier.Training;

/// <summary>The learning rate falls by a factor every few epochs.</summary>
/// <remarks>As PyTorch's <c>StepLR</c>, stepped once an epoch.</remarks>
public sealed record StepDecay : LearningRateSchedule
{
    /// <summary>How many epochs the learning rate stays the same.</summary>
    /// <value>10 by default; at least 1.</value>
    public int EveryEpochs
    {
        get;
        init => field = OptionRules.AtLeastOne(value, nameof(EveryEpochs));
    } = 10;

    /// <summary>What the learning rate is multiplied by then.</summary>
    /// <value>0.1 by default; above 0, at most 1.</value>
    public double By
    {
        get;
        init => field = OptionRules.Reduction(value, nameof(By));
    } = 0.1;

    /// <inheritdoc/>
    public override double Factor(ScheduleStep step) => Math.Pow(By, step.Step / step.StepsPerEpoch / EveryEpochs);
}
