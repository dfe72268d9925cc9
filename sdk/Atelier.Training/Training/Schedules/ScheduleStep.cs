using Atelier.Evaluation;

namespace Atelier.Training;

/// <summary>Where a training stands when a schedule is asked for a learning rate.</summary>
/// <param name="Step">The step that is about to be taken, counted over all epochs from 0.</param>
/// <param name="StepsPerEpoch">The number of steps in an epoch, at least 1.</param>
/// <param name="TotalSteps">The number of steps in the whole training if nothing ends it early, at least 1.</param>
/// <param name="History">The finished epochs, the first of the training first.</param>
/// <exception cref="ArgumentException">A number is below its limit, or the history is null.</exception>
public readonly record struct ScheduleStep(int Step, int StepsPerEpoch, int TotalSteps, IReadOnlyList<EpochResult> History)
{
    /// <summary>The step that is about to be taken, counted over all epochs from 0.</summary>
    public int Step
    {
        get;
        init => field = OptionRules.NotNegative(value, nameof(Step));
    } = OptionRules.NotNegative(Step, nameof(Step));

    /// <summary>The number of steps in an epoch, at least 1.</summary>
    public int StepsPerEpoch
    {
        get;
        init => field = OptionRules.AtLeastOne(value, nameof(StepsPerEpoch));
    } = OptionRules.AtLeastOne(StepsPerEpoch, nameof(StepsPerEpoch));

    /// <summary>The number of steps in the whole training if nothing ends it early, at least 1.</summary>
    public int TotalSteps
    {
        get;
        init => field = OptionRules.AtLeastOne(value, nameof(TotalSteps));
    } = OptionRules.AtLeastOne(TotalSteps, nameof(TotalSteps));

    /// <summary>The finished epochs, the first of the training first.</summary>
    public IReadOnlyList<EpochResult> History
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(History));
    } = History ?? throw new ArgumentNullException(nameof(History));

    /// <summary>This step as seen by a schedule that takes over after some steps: a training of its own, which knows the epochs that end in it.</summary>
    /// <param name="steps">From 0 to <see cref="Step"/>.</param>
    /// <param name="end">The step before which it ends.</param>
    internal ScheduleStep After(int steps, int end)
    {
        var before = steps / StepsPerEpoch;
        return this with
        {
            Step = Step - steps,
            TotalSteps = Math.Max(1, end - steps),
            History = before == 0 ? History : [.. History.Skip(before)],
        };
    }
}
