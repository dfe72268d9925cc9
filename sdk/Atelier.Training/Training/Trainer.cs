using Atelier.Data;
using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>Trains any module that turns a batch of rows into what a loss can compare with their labels or targets.</summary>
/// <remarks>
/// By default the loss is the cross-entropy of labels, and the module gives a logit a class, (batch, classes); see <see cref="TrainingOptions.Loss"/> for others. The model stays the caller's; after <see cref="Fit"/> it is on the training's device and in the
/// train or eval mode it was in before. The number of threads and torch's random numbers are put back as well. One training at a time
/// for each model and each <see cref="TrainingOptions.Metrics"/>; models that draw random numbers, as dropout does, repeat exactly only
/// when nothing else in the process draws from torch meanwhile. A model may not keep its input tensor: the next batch takes its memory.
/// </remarks>
public sealed class Trainer
{
    private readonly nn.Module<Tensor, Tensor> _model;
    private readonly TimeProvider _time;

    /// <summary>Makes a trainer.</summary>
    /// <param name="model">Takes (batch, ...) float32 rows, and returns what the loss of the options reads, such as logits, (batch, classes).</param>
    /// <param name="options">The settings; null for the defaults.</param>
    /// <param name="timeProvider">Measures the times in the results; null for the system's clock.</param>
    /// <exception cref="DllNotFoundException">libtorch is not there.</exception>
    public Trainer(nn.Module<Tensor, Tensor> model, TrainingOptions? options = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        TorchRuntime.EnsureLoaded();
        _model = model;
        Options = options ?? new TrainingOptions();
        _time = timeProvider ?? TimeProvider.System;
    }

    /// <summary>The settings.</summary>
    public TrainingOptions Options { get; }

    /// <summary>Trains the model.</summary>
    /// <param name="train">Rows to learn from with their labels or, for losses of numbers, targets; in memory or streamed, with weights where rows count differently.</param>
    /// <param name="validation">Such rows of the same shape to measure on after each epoch; null for none.</param>
    /// <param name="callbacks">What happens alongside; null for nothing.</param>
    /// <param name="cancellationToken">Stops after the running step.</param>
    /// <returns>The history of the training.</returns>
    /// <exception cref="ArgumentException">The data is empty, unlabelled or not finite, or does not fit the model.</exception>
    /// <exception cref="InvalidOperationException">The model or a callback failed, or the loss is no longer a number.</exception>
    /// <exception cref="IOException">A checkpoint could not be written; those before it stay.</exception>
    /// <exception cref="InvalidDataException">All checkpoints to be resumed from are damaged.</exception>
    /// <exception cref="TrainingCanceledException">The token was cancelled; the exception carries the result so far.</exception>
    public TrainingResult Fit(
        Dataset train,
        Dataset? validation = null,
        IReadOnlyList<TrainingCallback>? callbacks = null,
        CancellationToken cancellationToken = default)
    {
        FitChecks.Ensure(_model, Options, train, validation, callbacks);
        using var run = new TrainingRun(_model, Options, train, validation, callbacks ?? [], _time);
        return run.Run(cancellationToken);
    }
}
