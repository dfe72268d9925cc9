using System.Globalization;
using System.Text;

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

    /// <summary>The schedule with its settings, written alike under every culture.</summary>
    public sealed override string ToString()
    {
        var culture = CultureInfo.CurrentCulture;
        var text = new StringBuilder(GetType().Name).Append(" { ");
        try
        {
            // The compiler writes a record's members under the current culture.
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            return (PrintMembers(text) ? text.Append(' ') : text).Append('}').ToString();
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    /// <summary>Checks before a training that it will have what the schedule watches.</summary>
    /// <param name="figures">The names of the training's figures, the loss included.</param>
    /// <param name="hasValidation">Whether they are measured on validation rows too.</param>
    /// <exception cref="InvalidOperationException">It will not.</exception>
    internal virtual void EnsureFits(IReadOnlyList<string> figures, bool hasValidation)
    {
    }

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
