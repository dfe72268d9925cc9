namespace Atelier.Evaluation;

/// <summary>A training that can be looked at epoch by epoch, whoever ran it.</summary>
/// <remarks>
/// The trainer's result is one; a training loop of your own becomes one by implementing this, and notebooks then draw its curves.
/// </remarks>
public interface ITrainingRun
{
    /// <summary>The figures of every epoch, in order.</summary>
    IReadOnlyList<EpochResult> History { get; }

    /// <summary>Why the training ended, in words, such as <c>all 10 epochs done</c>.</summary>
    string StopReason { get; }

    /// <summary>How long the training took.</summary>
    TimeSpan Elapsed { get; }
}
