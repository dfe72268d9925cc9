using Atelier.Evaluation;

namespace Atelier.Training;

/// <summary>Adds the figures of each epoch to a file, CSV or JSON lines, as the training goes.</summary>
/// <remarks>
/// <para>
/// A CSV file has the columns <c>epoch, seconds, learning_rate, training_loss, ..., validation_loss, ..., higher_is_better</c>; a JSON line holds
/// the same as an object. Each line is handed to the system at once and as a whole, so that it is there whatever happens to the
/// training. Numbers are written in full precision and in no country's style. <see cref="TrainingHistory.Load"/> reads the file.
/// </para>
/// <para>
/// A file that is there already is added to when it holds the same figures, as after a resumed training; else the training does not begin. A
/// file that cannot be written, or no more, ends the training with an error that names it. The file is open from the training's start to its
/// end. Used by one training at a time; a second training adds its lines to the same file.
/// </para>
/// </remarks>
public sealed class HistoryFile : TrainingCallback
{
    private readonly HistoryFormat _format;
    private readonly int _everySteps;
    private HistoryWriter? _writer;

    /// <summary>Makes the callback.</summary>
    /// <param name="path">The file, which ends in <c>.csv</c> or <c>.jsonl</c>; folders above it are made.</param>
    /// <param name="everySteps">After how many steps the loss of the batch is written, too, in a line with <c>step</c> and <c>batch_loss</c>; 0 for never.</param>
    /// <exception cref="ArgumentException">The file's name ends in something else, or the number of steps is below 0.</exception>
    public HistoryFile(string path, int everySteps = 0)
    {
        _format = HistoryFormat.Of(path);
        ArgumentOutOfRangeException.ThrowIfNegative(everySteps);
        (Path, _everySteps) = (path, everySteps);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public override void OnTrainingStart(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Close();
        _writer = new HistoryWriter(Path, _format, HistoryColumns.Of(context, _everySteps > 0));
    }

    /// <inheritdoc/>
    public override void OnBatchEnd(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_everySteps > 0 && context.Step % _everySteps == 0)
        {
            _writer!.Add(context.Epoch, context.Step, context.BatchLoss);
        }
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingContext context, EpochResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        _writer!.Add(result);
    }

    /// <inheritdoc/>
    public override void OnTrainingEnd(TrainingContext context) => Close();

    /// <inheritdoc/>
    public override void SaveState(TrainingContext context, BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(_writer!.Length);
    }

    /// <inheritdoc/>
    /// <remarks>Lines of what comes after the checkpoint are taken back, since it is trained, and written, again.</remarks>
    public override void LoadState(TrainingContext context, BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        _writer!.Cut(reader.ReadInt64());
    }

    private void Close()
    {
        _writer?.Dispose();
        _writer = null;
    }
}
