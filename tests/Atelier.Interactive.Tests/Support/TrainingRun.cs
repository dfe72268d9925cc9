using Atelier.Evaluation;

namespace Atelier.Interactive.Tests;

/// <summary>A training loop's own result, as users may write one.</summary>
internal sealed class TrainingRun : ITrainingRun
{
    public required IReadOnlyList<EpochResult> History { get; init; }

    public required string StopReason { get; init; }

    public required TimeSpan Elapsed { get; init; }
}
