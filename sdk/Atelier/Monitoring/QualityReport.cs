using System.Globalization;
using Atelier.Evaluation;
using Atelier.Prediction;
using Atelier.Preprocessing;

namespace Atelier.Monitoring;

/// <summary>
/// How well a model served in a window of time: errors, waiting, and, where labels have arrived, how good the answers were.
/// </summary>
/// <param name="From">The start of the window.</param>
/// <param name="Until">The end of the window.</param>
/// <param name="Requests">The number of logged requests.</param>
/// <param name="Errors">How many of them had no answer.</param>
/// <param name="Latency">How long the answers took; null where there were none.</param>
/// <param name="Rows">The number of answered rows whose scores were kept.</param>
/// <param name="Labelled">How many of these rows have a label that the model knows.</param>
/// <param name="UnknownLabels">How many of these rows have a label that is no class of the model, or no number.</param>
/// <param name="Metrics">The figures over the labelled rows; empty where there are none.</param>
public sealed record QualityReport(
    DateTimeOffset From,
    DateTimeOffset Until,
    int Requests,
    int Errors,
    LatencyFigures? Latency,
    int Rows,
    int Labelled,
    int UnknownLabels,
    IReadOnlyList<MetricValue> Metrics)
{
    /// <summary>The share of requests without an answer, 0 to 1; 0 where there were none.</summary>
    public double ErrorRate => Requests == 0 ? 0 : (double)Errors / Requests;

    /// <summary>Measures a window.</summary>
    /// <param name="window">Logged requests of one model, and their labels.</param>
    /// <param name="classNames">The names of the classes, whose labels are given by name; null or empty where they are given by
    /// number.</param>
    /// <param name="metrics">What to measure of a classifier; null measures accuracy, F1 (macro) and log loss. A model with one number a
    /// row is measured by
    /// <c>rmse</c> and <c>mae</c>: the root of its mean squared error, and its mean absolute error.</param>
    public static QualityReport Of(RequestWindow window, IReadOnlyList<string>? classNames = null, IReadOnlyList<IMetric>? metrics = null)
    {
        ArgumentNullException.ThrowIfNull(window);
        var answered = window.Requests.Where(request => request.Error is null).ToArray();
        var rows = 0;
        var joined = new List<(float[] Scores, string Label)>();
        foreach (var request in answered)
        {
            if (RequestWindow.Scores(request) is { } scores)
            {
                rows += scores.Shape[0];
                joined.AddRange(Joined(window, request.Id, scores));
            }
        }

        // Versions may differ in their number of classes; the latest one counts.
        var width = joined.Count == 0 ? 0 : joined[^1].Scores.Length;
        joined = [.. joined.Where(row => row.Scores.Length == width)];
        var (labelled, measured) = width == 1 ? Regression(joined) : Classification(joined, classNames ?? [], metrics);
        return new QualityReport(
            window.From,
            window.Until,
            window.Requests.Count,
            window.Requests.Count - answered.Length,
            LatencyOf(answered),
            rows,
            labelled,
            joined.Count - labelled,
            measured);
    }

    /// <summary>The figures that rules of alerts can name; those without a value are left out.</summary>
    /// <returns>
    /// <c>error_rate</c> (0 to 1), <c>requests</c>, <c>latency.p50</c>, <c>latency.p90</c>, <c>latency.p99</c> (milliseconds), and
    /// <c>quality.NAME</c> for each metric.
    /// </returns>
    public IReadOnlyDictionary<string, double> Figures()
    {
        var figures = new Dictionary<string, double> { ["requests"] = Requests };
        if (Requests > 0)
        {
            figures["error_rate"] = ErrorRate;
        }

        if (Latency is not null)
        {
            figures["latency.p50"] = Latency.Median.TotalMilliseconds;
            figures["latency.p90"] = Latency.P90.TotalMilliseconds;
            figures["latency.p99"] = Latency.P99.TotalMilliseconds;
        }

        foreach (var metric in Metrics)
        {
            figures[$"quality.{metric.Name}"] = metric.Value;
        }

        return figures;
    }

    /// <summary>The figures in one line.</summary>
    public override string ToString()
    {
        var culture = CultureInfo.InvariantCulture;
        var latency = Latency is null
            ? ""
            : string.Create(culture, $", latency {Latency.Median.TotalMilliseconds:0.#} ms (p99 {Latency.P99.TotalMilliseconds:0.#} ms)");
        var quality = string.Join(", ", Metrics.Select(metric => string.Create(culture, $"{metric.Name} {metric.Value:0.0000}")));
        return string.Create(culture, $"{Requests:N0} requests, {ErrorRate:P1} errors{latency}; {Labelled:N0} of {Rows:N0} rows labelled")
            + (quality.Length > 0 ? $": {quality}" : "");
    }

    private static IEnumerable<(float[] Scores, string Label)> Joined(RequestWindow window, string id, LoggedTensor scores)
    {
        var width = RequestWindow.Width(scores);
        for (var row = 0; row < scores.Shape[0]; row++)
        {
            if (window.Labels.TryGetValue((id, row), out var label))
            {
                yield return ([.. scores.Numbers!.Skip(row * width).Take(width).Select(number => (float)number)], label);
            }
        }
    }

    private static (int Labelled, IReadOnlyList<MetricValue> Metrics) Classification(
        List<(float[] Scores, string Label)> rows, IReadOnlyList<string> classNames, IReadOnlyList<IMetric>? metrics)
    {
        var known = rows.Select(row => (row.Scores, Label: ClassOf(row.Label, row.Scores.Length, classNames)))
            .Where(row => row.Label >= 0).ToArray();
        if (known.Length == 0)
        {
            return (0, []);
        }

        var predictions = new Predictions(known.SelectMany(row => row.Scores).ToArray(), known[0].Scores.Length);
        int[] labels = [.. known.Select(row => row.Label)];
        metrics ??= [new Accuracy(), new F1(), new LogLoss()];
        foreach (var metric in metrics)
        {
            metric.Reset();
            metric.Update(predictions, labels);
        }

        return (known.Length, [.. metrics.Select(metric => new MetricValue(metric.Name, metric.Compute(), metric.HigherIsBetter))]);
    }

    private static int ClassOf(string label, int classes, IReadOnlyList<string> names)
    {
        var at = names.Count == 0
            ? int.TryParse(label, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1
            : names.ToList().IndexOf(label);
        return at < classes ? at : -1;
    }

    private static (int Labelled, IReadOnlyList<MetricValue> Metrics) Regression(List<(float[] Scores, string Label)> rows)
    {
        double[] errors =
        [
            .. rows.Select(row => double.TryParse(row.Label, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? number - row.Scores[0]
                : double.NaN).Where(double.IsFinite),
        ];
        return errors.Length == 0
            ? (0, [])
            : (errors.Length,
            [
                new MetricValue("rmse", Math.Sqrt(errors.Average(error => error * error)), false),
                new MetricValue("mae", errors.Average(Math.Abs), false),
            ]);
    }

    private static LatencyFigures? LatencyOf(RecordedRequest[] answered)
    {
        if (answered.Length == 0)
        {
            return null;
        }

        double[] sorted = [.. answered.Select(request => (double)request.Duration.Ticks).Order()];
        return new LatencyFigures(At(0.5), At(0.9), At(0.99), At(1));

        TimeSpan At(double share) => TimeSpan.FromTicks((long)SortedQuantile.Of(sorted, share));
    }
}
