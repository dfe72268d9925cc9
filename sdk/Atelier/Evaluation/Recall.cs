using Atelier.Prediction;

namespace Atelier.Evaluation;

/// <summary>The share of the rows of a class that were predicted as it, 0 to 1, averaged over the classes.</summary>
/// <remarks>TP / (TP + FN), 0 where there are no rows of the class. As scikit-learn's <c>recall_score</c> with <c>zero_division=0</c>.</remarks>
/// <param name="average">How the figures of the classes become one.</param>
public sealed class Recall(Average average = Average.Macro) : IResumableMetric
{
    private readonly ConfusionCounter _counter = new();

    /// <inheritdoc/>
    public string Name => Averaging.Name("recall", average);

    /// <inheritdoc/>
    public bool HigherIsBetter => true;

    /// <inheritdoc/>
    public void Reset() => _counter.Reset();

    /// <inheritdoc/>
    public void Update(Predictions predictions, ReadOnlySpan<int> labels) => _counter.Update(predictions, labels);

    /// <inheritdoc/>
    public double Compute() => Averaging.Over(_counter.Compute(), figures => figures.Recall, average);

    /// <inheritdoc/>
    public void Save(BinaryWriter writer) => _counter.Save(writer);

    /// <inheritdoc/>
    public void Load(BinaryReader reader) => _counter.Load(reader);
}
