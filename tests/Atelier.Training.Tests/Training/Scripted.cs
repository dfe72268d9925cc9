using Atelier.Evaluation;

namespace Atelier.Training.Tests;

/// <summary>A callback that does what a test says.</summary>
internal sealed class Scripted : TrainingCallback
{
    public Action<TrainingContext>? BatchEnd { get; init; }

    public Action<TrainingContext, EpochResult>? EpochEnd { get; init; }

    public bool Ended { get; private set; }

    public override void OnBatchEnd(TrainingContext context) => BatchEnd?.Invoke(context);

    public override void OnEpochEnd(TrainingContext context, EpochResult result) => EpochEnd?.Invoke(context, result);

    public override void OnTrainingEnd(TrainingContext context) => Ended = true;
}
