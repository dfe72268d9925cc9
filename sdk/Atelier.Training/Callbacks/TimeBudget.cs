using Atelier.Evaluation;

namespace Atelier.Training;

/// <summary>Ends a training when its time is up, also within an epoch.</summary>
/// <remarks>
/// The time counts from the start of the training, validations and other callbacks included, and is looked at after each step and each
/// epoch: a training goes over it by a step at most, or by a validation. An epoch that is ended within is not in the history, though the
/// model has learned from its steps. Nothing here fails. Used by one training at a time; each training has the whole time again, a resumed one, too.
/// </remarks>
public sealed class TimeBudget : TrainingCallback
{
    private readonly TimeSpan _budget;
    private readonly bool _wholeEpochs;
    private readonly TimeProvider _time;
    private long _start;

    /// <summary>Makes the callback.</summary>
    /// <param name="budget">How long the training may take; above 0.</param>
    /// <param name="wholeEpochs">
    /// Whether to end after an epoch already, when another that takes as long as the last one would not be over in time. It may take longer
    /// than expected all the same, and is then ended within.
    /// </param>
    /// <param name="timeProvider">Measures the time; null for the system's clock.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is not above 0.</exception>
    public TimeBudget(TimeSpan budget, bool wholeEpochs = false, TimeProvider? timeProvider = null)
    {
        _budget = budget > TimeSpan.Zero
            ? budget
            : throw new ArgumentOutOfRangeException(
                nameof(budget), budget, "`budget` must be a time above 0, such as TimeSpan.FromMinutes(10).");
        (_wholeEpochs, _time) = (wholeEpochs, timeProvider ?? TimeProvider.System);
    }

    private string Budget => ProgressLine.Time(_budget.TotalSeconds);

    /// <inheritdoc/>
    public override void OnTrainingStart(TrainingContext context) => _start = _time.GetTimestamp();

    /// <inheritdoc/>
    public override void OnBatchEnd(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        // After the last step of an epoch there is its validation to finish; the rest is for the end of the epoch.
        if (context.Batch < context.BatchesPerEpoch && _time.GetElapsedTime(_start) >= _budget)
        {
            context.RequestStop($"the time of {Budget} is up");
        }
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingContext context, EpochResult result)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(result);
        var left = _budget - _time.GetElapsedTime(_start);
        if (context.Epoch >= context.Epochs)
        {
            // Done in any case.
        }
        else if (left <= TimeSpan.Zero)
        {
            context.RequestStop($"the time of {Budget} is up");
        }
        else if (_wholeEpochs && result.Elapsed > left)
        {
            context.RequestStop($"another epoch would not end within the time of {Budget}");
        }
    }
}
