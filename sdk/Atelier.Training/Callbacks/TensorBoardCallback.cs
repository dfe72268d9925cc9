using Atelier.Evaluation;
using TorchSharp;
using TorchSharp.Modules;

namespace Atelier.Training;

/// <summary>Writes what TensorBoard shows: the figures of each epoch, its learning rate, and the loss of single steps.</summary>
/// <remarks>
/// <para>
/// The folder gets a folder <c>training</c> and, where there is a validation, a folder <c>validation</c>, so that TensorBoard draws both curves of
/// a figure in one chart: <c>epoch/loss</c> and <c>epoch/accuracy</c> by epoch; <c>epoch/learning_rate</c> by epoch and <c>step/loss</c>, the mean
/// loss of a step's rows, by step of the whole training are in <c>training</c> only. Look at them with <c>tensorboard --logdir</c> and the folder
/// above this one. Figures are float32 there.
/// </para>
/// <para>
/// Give each training a folder of its own, since TensorBoard draws all that is in a folder as one curve. What is written is in the files at
/// once, and no file stays open. A folder that cannot be written, or no more, ends the training with an error that names it.
/// Used by one training at a time; a second training begins new event files.
/// </para>
/// </remarks>
public sealed class TensorBoardCallback : TrainingCallback
{
    private readonly int _everySteps;
    private readonly TimeProvider _time;
    private SummaryWriter? _training;
    private SummaryWriter? _validation;

    /// <summary>Makes the callback.</summary>
    /// <param name="folder">Where the event files go, such as <c>runs/digits-1</c>; it is made.</param>
    /// <param name="everySteps">After how many steps the loss of the batch is written, which takes some hundredths of a millisecond; 0 for never.</param>
    /// <param name="timeProvider">Tells the time of each figure; null for the system's clock.</param>
    /// <exception cref="ArgumentException">The folder has no name, or the number of steps is below 0.</exception>
    public TensorBoardCallback(string folder, int everySteps = 100, TimeProvider? timeProvider = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentOutOfRangeException.ThrowIfNegative(everySteps);
        (Folder, _everySteps, _time) = (folder, everySteps, timeProvider ?? TimeProvider.System);
    }

    /// <summary>Where the event files go.</summary>
    public string Folder { get; }

    /// <inheritdoc/>
    public override void OnTrainingStart(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        _training = Open("training");
        _validation = context.HasValidation ? Open("validation") : null;
    }

    /// <inheritdoc/>
    public override void OnBatchEnd(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_everySteps > 0 && context.Step % _everySteps == 0)
        {
            Write(_training!, "step/loss", context.BatchLoss, context.Step);
        }
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingContext context, EpochResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        foreach (var figure in result.Training)
        {
            Write(_training!, $"epoch/{figure.Name}", figure.Value, result.Epoch);
        }

        foreach (var figure in result.Validation)
        {
            Write(_validation!, $"epoch/{figure.Name}", figure.Value, result.Epoch);
        }

        if (result.LearningRate is { } rate)
        {
            Write(_training!, "epoch/learning_rate", rate, result.Epoch);
        }
    }

    /// <inheritdoc/>
    public override void OnTrainingEnd(TrainingContext context) => (_training, _validation) = (null, null);

    private SummaryWriter Open(string part) => Guard(() => torch.utils.tensorboard.SummaryWriter(Path.GetFullPath(Path.Combine(Folder, part))));

    private void Write(SummaryWriter writer, string tag, double value, int step) => Guard(() =>
    {
        writer.add_scalar(tag, (float)value, step, _time.GetUtcNow().ToUnixTimeSeconds());
        return true;
    });

    private T Guard<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"TensorBoard's events cannot be written to the folder `{Folder}` ({error.Message}). Give a folder that this user may write, on a disk with room.",
                error);
        }
    }
}
