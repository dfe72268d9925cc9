namespace Atelier.Training;

/// <summary>How the learning rate changes while a training runs.</summary>
/// <remarks>
/// A plain value without a memory of its own: the factor follows from the step and the finished epochs alone, so a resumed training
/// continues exactly. For an own schedule derive from this record and override <see cref="Factor"/> the same way.
/// </remarks>
public abstract record LearningRateSchedule
{
    /// <summary>What the optimizer's learning rate is multiplied by.</summary>
    /// <param name="step">The step that is about to be taken.</param>
    /// <returns>A finite number, 0 or above.</returns>
    public abstract double Factor(ScheduleStep step);

    /// <summary>The factor of a schedule that may be anybody's own.</summary>
    /// <exception cref="InvalidOperationException">It is not a finite number of 0 or above.</exception>
    internal double CheckedFactor(ScheduleStep step)
    {
        var factor = Factor(step);
        return double.IsFinite(factor) && factor >= 0
            ? factor
            : throw new InvalidOperationException(FormattableString.Invariant(
                $"The schedule {GetType().Name} gave the factor {factor} for step {step.Step}; expected a finite number, 0 or above. Correct its Factor."));
    }
}
