using Atelier.Prediction;

namespace Atelier.Evaluation;

/// <summary>The harmonic mean of precision and recall of a class, 0 to 1, averaged over the classes.</summary>
/// <remarks>2 TP / (2 TP + FP + FN). As scikit-learn's <c>f1_score</c> with <c>zero_division=0</c>.</remarks>
/// <param name="average">How the figures of the classes become one.</param>
public sealed class F1(Average average = Average.Macro) : IResumableMetric
{
    private readonly ConfusionCounter _counter = new();

    /// <inheritdoc/>
    public string Name => Averaging.Name("f1", average);

    /// <inheritdoc/>
    public bool HigherIsBetter => true;

    /// <inheritdoc/>
    public void Reset() => _counter.Reset();

    /// <inheritdoc/>
    public void Update(Predictions predictions, ReadOnlySpan<int> labels) => _counter.Update(predictions, labels);

    /// <inheritdoc/>
    public double Compute() => Averaging.Over(_counter.Compute(), figures => figures.F1, average);

    /// <inheritdoc/>
    public void Save(BinaryWriter writer) => _counter.Save(writer);

    /// <inheritdoc/>
    public void Load(BinaryReader reader) => _counter.Load(reader);
}
