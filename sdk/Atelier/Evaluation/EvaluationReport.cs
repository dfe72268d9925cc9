using System.Globalization;

namespace Atelier.Evaluation;

/// <summary>How good a classifier is on data that it was not trained on.</summary>
/// <param name="DatasetName">What it was evaluated on.</param>
/// <param name="Count">The number of rows.</param>
/// <param name="Metrics">The figures over all rows.</param>
/// <param name="ConfusionMatrix">True against predicted classes.</param>
public sealed record EvaluationReport(
    string DatasetName, int Count, IReadOnlyList<MetricValue> Metrics, ConfusionMatrix ConfusionMatrix)
{
    /// <summary>The figure of a metric.</summary>
    /// <param name="metric">Its name, such as <c>accuracy</c>.</param>
    /// <exception cref="KeyNotFoundException">The report has no such metric; the message lists those it has.</exception>
    public double this[string metric] => Metrics.FirstOrDefault(value => value.Name == metric)?.Value
        ?? throw new KeyNotFoundException(
            $"The report has no metric `{metric}`; it has {string.Join(", ", Metrics.Select(value => value.Name))}.");

    /// <summary>The metrics in one line.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{DatasetName} ({Count:N0} rows): {string.Join(", ", Metrics.Select(metric => FormattableString.Invariant($"{metric.Name} {metric.Value:0.0000}")))}");
}
