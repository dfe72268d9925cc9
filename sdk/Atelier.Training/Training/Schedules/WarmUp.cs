namespace Atelier.Training;

/// <summary>The learning rate rises along a straight line over the first steps, then follows another schedule.</summary>
/// <remarks>
/// As PyTorch's <c>LinearLR</c>, followed through <c>SequentialLR</c> by the other schedule, which sees the steps and epochs after
/// the warm-up as a training of its own.
/// </remarks>
public sealed record WarmUp : LearningRateSchedule
{
    /// <summary>The number of steps of the rise.</summary>
    /// <value>100 by default; at least 1.</value>
    public int Steps
    {
        get;
        init => field = OptionRules.AtLeastOne(value, nameof(Steps));
    } = 100;

    /// <summary>The factor of the first step; that of the step after the rise would be 1.</summary>
    /// <value>0.1 by default; from 0 to 1.</value>
    public double StartFactor
    {
        get;
        init => field = OptionRules.UpToOne(value, nameof(StartFactor));
    } = 0.1;

    /// <summary>What comes after the rise.</summary>
    /// <value>Null by default: the optimizer's learning rate itself.</value>
    public LearningRateSchedule? Then { get; init; }

    /// <inheritdoc/>
    public override double Factor(ScheduleStep step) => step.Step < Steps
        ? StartFactor + (1 - StartFactor) * ((double)step.Step / Steps)
        : Then?.CheckedFactor(step.After(Steps, step.TotalSteps)) ?? 1;

    /// <inheritdoc/>
    internal override void EnsureFits(IReadOnlyList<string> figures, bool hasValidation) => Then?.EnsureFits(figures, hasValidation);
}
