namespace Atelier.Training;

/// <summary>A training was cancelled; the model keeps what it has learned.</summary>
/// <remarks>Callbacks have ended in order: early stopping, for one, has put the best weights so far back.</remarks>
public sealed class TrainingCanceledException : OperationCanceledException
{
    internal TrainingCanceledException(TrainingResult result, CancellationToken cancellationToken)
        : base($"The training was cancelled: {result.StopReason}. The model keeps what it has learned; see Result.", cancellationToken) =>
        Result = result;

    /// <summary>The finished epochs and where the training stopped.</summary>
    public TrainingResult Result { get; }
}
