using Atelier.Evaluation;
using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>What a callback can see and ask for while a training runs.</summary>
/// <remarks>Valid during the training only, on its thread.</remarks>
public sealed class TrainingContext
{
    internal TrainingContext(nn.Module<Tensor, Tensor> model, TrainingOptions options, int rows, bool hasValidation)
    {
        Model = model;
        Options = options;
        Rows = rows;
        BatchesPerEpoch = (rows + options.BatchSize - 1) / options.BatchSize;
        StepsPerEpoch = (BatchesPerEpoch + options.AccumulateBatches - 1) / options.AccumulateBatches;
        TotalSteps = options.Steps ?? (int)Math.Min(int.MaxValue, (long)StepsPerEpoch * options.Epochs);
        Epochs = options.Steps is { } steps ? (int)Math.Min(int.MaxValue, ((long)steps + StepsPerEpoch - 1) / StepsPerEpoch) : options.Epochs;
        HasValidation = hasValidation;
        LearningRate = options.Optimizer.LearningRate;
    }

    /// <summary>The model in training.</summary>
    public nn.Module<Tensor, Tensor> Model { get; }

    /// <summary>The settings of the training.</summary>
    public TrainingOptions Options { get; }

    /// <summary>The number of training rows.</summary>
    public int Rows { get; }

    /// <summary>The number of batches in an epoch.</summary>
    public int BatchesPerEpoch { get; }

    /// <summary>The number of steps of the optimizer in an epoch: one a batch, unless gradients are accumulated.</summary>
    public int StepsPerEpoch { get; }

    /// <summary>The steps of the optimizer after which the training ends.</summary>
    public int TotalSteps { get; }

    /// <summary>The number of epochs after which the training ends; the last may be a part of one where <see cref="TrainingOptions.Steps"/> says so.</summary>
    public int Epochs { get; }

    /// <summary>True when each epoch ends with a validation.</summary>
    public bool HasValidation { get; }

    /// <summary>The epoch that runs or ended last, from 1; 0 before the first.</summary>
    public int Epoch { get; internal set; }

    /// <summary>The finished batches of this epoch.</summary>
    public int Batch { get; internal set; }

    /// <summary>The finished steps of the optimizer, of all epochs.</summary>
    public int Step { get; internal set; }

    /// <summary>The mean loss of the batch that was learned from last, before it was; NaN before the first.</summary>
    public double BatchLoss { get; internal set; } = double.NaN;

    /// <summary>The learning rate of the last step; that of the optimizer before the first.</summary>
    public double LearningRate { get; internal set; }

    /// <summary>The finished epochs.</summary>
    public IReadOnlyList<EpochResult> History => Results;

    /// <summary>Why the training is to stop or has stopped; null while it is to go on.</summary>
    public string? StopReason { get; private set; }

    internal List<EpochResult> Results { get; } = [];

    /// <summary>Who asked for a checkpoint since the last was written.</summary>
    internal Checkpoints? CheckpointWanted { get; set; }

    /// <summary>Whose newest checkpoint is to be taken up at the start.</summary>
    internal Checkpoints? ResumeFrom { get; set; }

    internal List<string> NotesTaken { get; } = [];

    internal int? WeightsOf { get; private set; }

    /// <summary>Ends the training after this epoch, or after this step when asked for within an epoch. The first reason counts.</summary>
    /// <param name="reason">In words, such as <c>the time is up</c>; it becomes <see cref="TrainingResult.StopReason"/>.</param>
    public void RequestStop(string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        StopReason ??= reason;
    }

    /// <summary>Adds to what the result tells of the training: <see cref="TrainingResult.Notes"/>.</summary>
    /// <param name="text">What a user should know, such as <c>resumed from step 1200</c>.</param>
    public void Note(string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        NotesTaken.Add(text);
    }

    /// <summary>Says that the model now has the weights of another epoch than the last, for the result to tell.</summary>
    /// <param name="epoch">The number of a finished epoch.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such finished epoch.</exception>
    public void ModelHasWeightsOf(int epoch)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(epoch, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(epoch, Results.Count);
        WeightsOf = epoch;
    }
}
