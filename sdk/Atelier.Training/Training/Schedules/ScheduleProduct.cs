using System.Text;

namespace Atelier.Training;

/// <summary>Schedules at once: their factors are multiplied.</summary>
/// <remarks>As PyTorch's <c>ChainedScheduler</c> where each of its schedules multiplies the rate, for example a step decay of a warm-up.</remarks>
public sealed record ScheduleProduct : LearningRateSchedule
{
    /// <summary>Makes a product.</summary>
    /// <param name="schedules">At least one.</param>
    /// <exception cref="ArgumentException">There is none, or one is null.</exception>
    public ScheduleProduct(params IReadOnlyList<LearningRateSchedule> schedules)
    {
        ArgumentNullException.ThrowIfNull(schedules);
        if (schedules.Count == 0)
        {
            throw new ArgumentException("There is no schedule; expected at least one. Leave the schedule out for a constant learning rate.", nameof(schedules));
        }

        foreach (var schedule in schedules)
        {
            ArgumentNullException.ThrowIfNull(schedule, nameof(schedules));
        }

        Schedules = [.. schedules];
    }

    /// <summary>The schedules whose factors are multiplied.</summary>
    public IReadOnlyList<LearningRateSchedule> Schedules { get; }

    /// <inheritdoc/>
    public override double Factor(ScheduleStep step) => Schedules.Aggregate(1.0, (product, schedule) => product * schedule.CheckedFactor(step));

    /// <summary>Whether the other has equal schedules in the same order.</summary>
    public bool Equals(ScheduleProduct? other) => other is not null && Schedules.SequenceEqual(other.Schedules);

    /// <inheritdoc/>
    public override int GetHashCode() => Schedules.Aggregate(0, HashCode.Combine);

    /// <inheritdoc/>
    internal override void EnsureFits(IReadOnlyList<string> figures, bool hasValidation)
    {
        foreach (var schedule in Schedules)
        {
            schedule.EnsureFits(figures, hasValidation);
        }
    }

    /// <inheritdoc/>
    protected override bool PrintMembers(StringBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AppendJoin(" x ", Schedules);
        return true;
    }
}
