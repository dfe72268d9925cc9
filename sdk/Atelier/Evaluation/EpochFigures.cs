namespace Atelier.Evaluation;

/// <summary>What was measured in one epoch of a training.</summary>
/// <param name="Epoch">The number of the epoch, from 1.</param>
/// <param name="Training">Figures on the training data; the loss is one of them, called <c>loss</c>.</param>
/// <param name="Validation">Figures on the validation data under the same names; empty where there was none.</param>
/// <param name="Elapsed">How long the epoch took.</param>
public sealed record EpochFigures(
    int Epoch, IReadOnlyList<MetricValue> Training, IReadOnlyList<MetricValue> Validation, TimeSpan Elapsed);
