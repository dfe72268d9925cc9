using Atelier.Evaluation;
using Atelier.Prediction;

namespace Atelier.Training;

/// <summary>The loss and the metrics of an epoch as its batches come in.</summary>
internal sealed class EpochFigures(IReadOnlyList<IMetric> metrics)
{
    private double _sum;
    private double _weight;

    public void Reset()
    {
        (_sum, _weight) = (0, 0);
        foreach (var metric in metrics)
        {
            metric.Reset();
        }
    }

    /// <summary>Takes a batch in.</summary>
    /// <param name="weightedSum">Σ w l over its rows.</param>
    /// <param name="weight">Σ w over its rows.</param>
    /// <param name="predictions">What was predicted.</param>
    /// <param name="labels">What was right.</param>
    public void Add(double weightedSum, double weight, Predictions predictions, ReadOnlySpan<int> labels)
    {
        _sum += weightedSum;
        _weight += weight;
        foreach (var metric in metrics)
        {
            metric.Update(predictions, labels);
        }
    }

    /// <summary>The figures; the loss is no number where nothing was measured.</summary>
    public MetricValue[] Compute() =>
    [
        new MetricValue(EpochResult.Loss, _sum / _weight, HigherIsBetter: false),
        .. _weight > 0 ? metrics.Select(metric => new MetricValue(metric.Name, metric.Compute(), metric.HigherIsBetter)) : [],
    ];

    public void Save(BinaryWriter writer)
    {
        writer.Write(_sum);
        writer.Write(_weight);
        foreach (var metric in metrics.OfType<IResumableMetric>())
        {
            metric.Save(writer);
        }
    }

    public void Load(BinaryReader reader)
    {
        (_sum, _weight) = (reader.ReadDouble(), reader.ReadDouble());
        foreach (var metric in metrics.OfType<IResumableMetric>())
        {
            metric.Load(reader);
        }
    }
}
