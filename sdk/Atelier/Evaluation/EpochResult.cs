namespace Atelier.Evaluation;

/// <summary>What was measured in one epoch of a training.</summary>
/// <param name="Epoch">The number of the epoch, from 1.</param>
/// <param name="Training">Figures on the training rows, each as it was when it was learned from; the loss is called <c>loss</c>.</param>
/// <param name="Validation">Figures on the validation rows after the epoch, under the same names; empty without validation data.</param>
/// <param name="Elapsed">How long the epoch took, validation included.</param>
public sealed record EpochResult(
    int Epoch, IReadOnlyList<MetricValue> Training, IReadOnlyList<MetricValue> Validation, TimeSpan Elapsed)
{
    /// <summary>The name of the loss among the figures.</summary>
    public const string Loss = "loss";

    /// <summary>The mean loss over the training rows; null where it was not measured.</summary>
    public double? TrainingLoss => Find(Training, Loss);

    /// <summary>The mean loss over the validation rows; null without validation data.</summary>
    public double? ValidationLoss => Find(Validation, Loss);

    /// <summary>The learning rate of the epoch; null where there is none.</summary>
    public double? LearningRate { get; init; }

    private static double? Find(IReadOnlyList<MetricValue> figures, string name) => figures.FirstOrDefault(figure => figure.Name == name)?.Value;
}
