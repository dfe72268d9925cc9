using System.Text;

namespace Atelier.Training;

/// <summary>Schedules one after the other.</summary>
/// <remarks>
/// As PyTorch's <c>SequentialLR</c>. Each schedule sees its own stretch, up to the beginning of the next one, as a training of its own
/// that begins with step 0; so a <see cref="CosineDecay"/> within comes down over its stretch.
/// </remarks>
public sealed record ScheduleSequence : LearningRateSchedule
{
    /// <summary>Makes a sequence.</summary>
    /// <param name="parts">Each schedule with the step, from 0, that it begins at: 0 for the first, more for each one after.</param>
    /// <exception cref="ArgumentException">There is none, one is null, the first does not begin at 0, or the steps do not rise.</exception>
    public ScheduleSequence(params IReadOnlyList<(int FromStep, LearningRateSchedule Schedule)> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 0 || parts[0].FromStep != 0)
        {
            var given = parts.Count == 0 ? "there is none" : FormattableString.Invariant($"the first begins at {parts[0].FromStep}");
            throw new ArgumentException($"Expected schedules of which the first begins at step 0; {given}. Give one for the first steps.", nameof(parts));
        }

        for (var i = 0; i < parts.Count; i++)
        {
            ArgumentNullException.ThrowIfNull(parts[i].Schedule, nameof(parts));
            if (i > 0 && parts[i].FromStep <= parts[i - 1].FromStep)
            {
                throw new ArgumentException(
                    FormattableString.Invariant(
                        $"Schedule {i + 1} begins at step {parts[i].FromStep} and the one before it at {parts[i - 1].FromStep}; expected rising steps. ")
                    + "Give the schedules in their order.",
                    nameof(parts));
            }
        }

        Parts = [.. parts];
    }

    /// <summary>The schedules with the steps that they begin at.</summary>
    public IReadOnlyList<(int FromStep, LearningRateSchedule Schedule)> Parts { get; }

    /// <inheritdoc/>
    public override double Factor(ScheduleStep step)
    {
        var at = Parts.Count - 1;
        while (Parts[at].FromStep > step.Step)
        {
            at--;
        }

        var end = at + 1 < Parts.Count ? Parts[at + 1].FromStep : step.TotalSteps;
        return Parts[at].Schedule.CheckedFactor(step.After(Parts[at].FromStep, end));
    }

    /// <summary>Whether the other has equal schedules at the same steps.</summary>
    public bool Equals(ScheduleSequence? other) => other is not null && Parts.SequenceEqual(other.Parts);

    /// <inheritdoc/>
    public override int GetHashCode() => Parts.Aggregate(0, HashCode.Combine);

    /// <inheritdoc/>
    internal override void EnsureFits(IReadOnlyList<string> figures, bool hasValidation)
    {
        foreach (var (_, schedule) in Parts)
        {
            schedule.EnsureFits(figures, hasValidation);
        }
    }

    /// <inheritdoc/>
    protected override bool PrintMembers(StringBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AppendJoin(", ", Parts.Select(part => FormattableString.Invariant($"from step {part.FromStep} {part.Schedule}")));
        return true;
    }
}
