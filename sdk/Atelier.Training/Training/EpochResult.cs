using Atelier.Evaluation;

namespace Atelier.Training;

/// <summary>What was measured in one epoch.</summary>
public sealed record EpochResult
{
    /// <summary>The name of the loss among the figures.</summary>
    internal const string Loss = "loss";

    /// <summary>The number of the epoch, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>The mean loss over the training rows, each as it was when it was learned from.</summary>
    public required double TrainingLoss { get; init; }

    /// <summary>The metrics over the training rows, each as it was when it was learned from.</summary>
    public required IReadOnlyList<MetricValue> TrainingMetrics { get; init; }

    /// <summary>The mean loss over the validation rows after the epoch; null without validation data.</summary>
    public required double? ValidationLoss { get; init; }

    /// <summary>The metrics over the validation rows after the epoch; empty without validation data.</summary>
    public required IReadOnlyList<MetricValue> ValidationMetrics { get; init; }

    /// <summary>How long the epoch took, validation included.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>The learning rate of the epoch.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Losses and metrics together, as reports and curves take them.</summary>
    public EpochFigures ToFigures() => new(
        Epoch,
        [new MetricValue(Loss, TrainingLoss, HigherIsBetter: false), .. TrainingMetrics],
        ValidationLoss is { } loss ? [new MetricValue(Loss, loss, HigherIsBetter: false), .. ValidationMetrics] : [],
        Elapsed);
}
