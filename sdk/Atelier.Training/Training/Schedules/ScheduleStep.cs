using Atelier.Evaluation;

namespace Atelier.Training;

/// <summary>Where a training stands when a schedule is asked for a learning rate.</summary>
/// <param name="Step">The step that is about to be taken, counted over all epochs from 0.</param>
/// <param name="StepsPerEpoch">The number of steps in an epoch, at least 1.</param>
/// <param name="TotalSteps">The number of steps in the whole training, if nothing ends it early.</param>
/// <param name="History">The finished epochs.</param>
public readonly record struct ScheduleStep(int Step, int StepsPerEpoch, int TotalSteps, IReadOnlyList<EpochResult> History);
