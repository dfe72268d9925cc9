using Atelier.Evaluation;

namespace Atelier.Training;

/// <summary>Lets a training be watched while it goes: a notebook that has loaded Atelier.Interactive draws curves that grow with each epoch.</summary>
/// <remarks>
/// Elsewhere listen to <see cref="LiveTrainingRun.Started"/>. Where nobody listens, nothing happens, at no cost. A drawing that fails does not end
/// the training; a listener of your own that throws does. Used by one training at a time; each training is a run of its own.
/// </remarks>
/// <param name="timeProvider">Measures the time of the run; null for the system's clock.</param>
public sealed class LiveCurves(TimeProvider? timeProvider = null) : TrainingCallback
{
    /// <summary>The run of the training that goes on or went last; null before its first epoch.</summary>
    public LiveTrainingRun? Run { get; private set; }

    /// <inheritdoc/>
    public override void OnTrainingStart(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Run = null;
    }

    /// <inheritdoc/>
    public override void OnEpochStart(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        // Not before: a training that is resumed knows its earlier epochs only now.
        Run ??= LiveTrainingRun.Start([.. context.History], timeProvider);
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingContext context, EpochResult result) => Run!.Add(result);

    /// <inheritdoc/>
    public override void OnTrainingEnd(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Run?.End(context.StopReason ?? "ended");
    }
}
