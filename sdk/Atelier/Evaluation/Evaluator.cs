using Atelier.Data;
using Atelier.Prediction;

namespace Atelier.Evaluation;

/// <summary>Measures how good a predictor is.</summary>
public static class Evaluator
{
    /// <summary>Predicts every row of a dataset, waits for the answers and compares them with the labels.</summary>
    /// <param name="predictor">A classifier with one float32 input whose first output holds a probability for each class.</param>
    /// <param name="data">Labelled rows as the predictor takes them: for a packaged model raw ones, its preprocessing is inside.</param>
    /// <param name="metrics">What to measure; null measures accuracy, precision, recall, F1 (macro) and log loss.</param>
    /// <exception cref="ArgumentException">The data has no rows or labels, or does not fit the predictor.</exception>
    public static EvaluationReport Evaluate(IPredictor predictor, Dataset data, IReadOnlyList<IMetric>? metrics = null) =>
        // Nothing awaited here returns to the caller's context, so waiting cannot deadlock.
        EvaluateAsync(predictor, data, metrics).GetAwaiter().GetResult();

    /// <summary>Predicts every row of a dataset and compares the answers with the labels.</summary>
    /// <param name="predictor">A classifier with one float32 input whose first output holds a probability for each class.</param>
    /// <param name="data">Labelled rows as the predictor takes them: for a packaged model raw ones, its preprocessing is inside.</param>
    /// <param name="metrics">What to measure; null measures accuracy, precision, recall, F1 (macro) and log loss.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <exception cref="ArgumentException">The data has no rows or labels, or does not fit the predictor.</exception>
    public static async Task<EvaluationReport> EvaluateAsync(
        IPredictor predictor, Dataset data, IReadOnlyList<IMetric>? metrics = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(predictor);
        ArgumentNullException.ThrowIfNull(data);
        if (!data.HasLabels)
        {
            throw new ArgumentException($"`{data.Name}` has no labels; expected one a row to compare the answers with.", nameof(data));
        }

        var predictions = await predictor.PredictAsync(data, cancellationToken: cancellationToken).ConfigureAwait(false);
        metrics ??= [new Accuracy(), new Precision(), new Recall(), new F1(), new LogLoss()];
        var confusion = new ConfusionCounter();
        confusion.Update(predictions.ClassNames.Count > 0 ? predictions : Named(predictions, data), data.Labels.Span);
        foreach (var metric in metrics)
        {
            metric.Reset();
            metric.Update(predictions, data.Labels.Span);
        }

        return new EvaluationReport(
            data.Name,
            data.Count,
            [.. metrics.Select(metric => new MetricValue(metric.Name, metric.Compute(), metric.HigherIsBetter))],
            confusion.Compute());
    }

    private static Predictions Named(Predictions predictions, Dataset data) =>
        data.ClassNames.Count == predictions.Width ? new Predictions(predictions.Scores, predictions.Width, data.ClassNames) : predictions;
}
