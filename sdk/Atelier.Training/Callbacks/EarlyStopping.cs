using System.Globalization;
using Atelier.Evaluation;

namespace Atelier.Training;

/// <summary>Ends a training when a validation figure no longer improves, and puts the weights of the best epoch back.</summary>
/// <remarks>Used by one training at a time; each training begins anew.</remarks>
public sealed class EarlyStopping : TrainingCallback
{
    private readonly int _patience;
    private readonly string _monitor;
    private readonly double _minDelta;
    private readonly bool _restoreBest;
    private double _best;
    private int _bestEpoch;
    private ModelState? _bestState;
    private string _reason = "";

    /// <summary>Makes the callback.</summary>
    /// <param name="patience">How many epochs in a row may fail to improve on the best one; at least 1.</param>
    /// <param name="monitor"><c>loss</c> for the validation loss, or the name of one of the training's metrics, such as <c>accuracy</c>.</param>
    /// <param name="minDelta">By how much a figure must be better to count, 0 or above.</param>
    /// <param name="restoreBest">Whether the model ends with the weights of the best epoch, however the training ends.</param>
    /// <exception cref="ArgumentException">A setting is outside its range.</exception>
    public EarlyStopping(int patience, string monitor = "loss", double minDelta = 0, bool restoreBest = true)
    {
        _patience = OptionRules.AtLeastOne(patience, nameof(patience));
        ArgumentException.ThrowIfNullOrWhiteSpace(monitor);
        _monitor = monitor;
        _minDelta = OptionRules.NotNegative(minDelta, nameof(minDelta));
        _restoreBest = restoreBest;
    }

    /// <inheritdoc/>
    public override void OnTrainingStart(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!context.HasValidation)
        {
            throw new InvalidOperationException("Early stopping watches validation data, and there is none. Give Fit a `validation` dataset.");
        }

        var names = context.Options.Metrics.Select(metric => metric.Name).Prepend(EpochResult.Loss).ToList();
        if (!names.Contains(_monitor))
        {
            throw new ArgumentException(
                $"There is no figure `{_monitor}` to watch; this training has: {string.Join(", ", names)}. Add it to TrainingOptions.Metrics.");
        }

        Forget();
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingContext context, EpochResult result)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(result);
        var figure = result.Validation.First(figure => figure.Name == _monitor);
        var gain = figure.HigherIsBetter ? figure.Value - _best : _best - figure.Value;
        // Epochs with equal figures do not improve; the first epoch always does, and a number after none.
        if (_bestEpoch == 0 || (double.IsFinite(figure.Value) && (gain > _minDelta || !double.IsFinite(_best))))
        {
            (_best, _bestEpoch) = (figure.Value, result.Epoch);
            if (_restoreBest)
            {
                _bestState ??= new ModelState(context.Model);
                _bestState.Capture();
            }
        }
        else if (result.Epoch - _bestEpoch >= _patience)
        {
            var epochs = _patience == 1 ? "1 epoch" : $"{_patience} epochs";
            _reason = string.Create(
                CultureInfo.InvariantCulture,
                $"validation {_monitor.Replace('_', ' ')} has not improved for {epochs} on {_best:0.0000} in epoch {_bestEpoch}");
            context.RequestStop(_reason);
        }
    }

    /// <inheritdoc/>
    public override void OnTrainingEnd(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_bestState is not null)
        {
            _bestState.Restore();
            context.ModelHasWeightsOf(_bestEpoch);
        }

        Forget();
    }

    /// <inheritdoc/>
    public override void SaveState(TrainingContext context, BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(_best);
        writer.Write(_bestEpoch);
        writer.Write(_reason);
        writer.Write(_bestState is not null);
        _bestState?.Save(writer);
    }

    /// <inheritdoc/>
    public override void LoadState(TrainingContext context, BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(reader);
        (_best, _bestEpoch, _reason) = (reader.ReadDouble(), reader.ReadInt32(), reader.ReadString());
        if (_reason.Length > 0)
        {
            // It had stopped already: started again, it trains nothing more.
            context.RequestStop(_reason);
        }

        if (reader.ReadBoolean())
        {
            _bestState = new ModelState(context.Model);
            _bestState.Load(reader);
        }
    }

    private void Forget()
    {
        _bestState?.Dispose();
        (_bestState, _best, _bestEpoch, _reason) = (null, 0, 0, "");
    }
}
