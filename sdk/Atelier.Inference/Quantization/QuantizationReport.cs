using System.Globalization;
using System.Text;
using Atelier.Evaluation;

namespace Atelier.Inference;

/// <summary>What fewer bits brought and cost.</summary>
public sealed record QuantizationReport
{
    /// <summary>The settings in a line.</summary>
    public required string Settings { get; init; }

    /// <summary>The bytes of the graph with its data files as it was.</summary>
    public required long BytesBefore { get; init; }

    /// <summary>The bytes of the new graph with its data files.</summary>
    public required long BytesAfter { get; init; }

    /// <summary>The latencies, one for each batch size; empty where none was to be measured.</summary>
    public required IReadOnlyList<LatencyComparison> Latencies { get; init; }

    /// <summary>The threads of a call while latency was measured; 0 for all cores.</summary>
    public required int Threads { get; init; }

    /// <summary>The figures of the model as it was; empty where the test data has neither labels nor targets.</summary>
    public required IReadOnlyList<MetricValue> MetricsBefore { get; init; }

    /// <summary>The same figures of the new model.</summary>
    public required IReadOnlyList<MetricValue> MetricsAfter { get; init; }

    /// <summary>The largest absolute difference between the first outputs of both models on the test data.</summary>
    public required double LargestDifference { get; init; }

    /// <summary>The mean absolute difference of them.</summary>
    public required double MeanDifference { get; init; }

    /// <summary>Rows of the test data.</summary>
    public required int Rows { get; init; }

    /// <summary>Each node that was to be changed, in the graph's order, with what became of it.</summary>
    public required IReadOnlyList<NodeTreatment> Nodes { get; init; }

    /// <summary>What else is to be known, such as constants that were clamped.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>The processor that latency was measured on.</summary>
    public required ProcessorFeatures Processor { get; init; }

    /// <summary>The size after to before: below 1 is smaller.</summary>
    public double SizeRatio => (double)BytesAfter / BytesBefore;

    /// <summary>By how much the first metric is worse than it was, in its own unit: 0.005 is half a point of accuracy, below 0 is better. Null without metrics.</summary>
    public double? Loss => MetricsBefore is [var before, ..] && MetricsAfter is [var after, ..]
        ? before.HigherIsBetter ? before.Value - after.Value : after.Value - before.Value
        : null;

    /// <summary>All of it, over several lines.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        Line($"{Settings}: {Nodes.Count(node => node.IsChanged)} of {Nodes.Count} nodes changed");
        Line($"  size {BytesBefore:N0} -> {BytesAfter:N0} bytes ({SizeRatio:0.000} x)");
        foreach (var latency in Latencies)
        {
            Line($"  latency, {latency} on {(Threads == 0 ? "all cores" : Threads == 1 ? "1 thread" : $"{Threads} threads")}, {Processor}");
        }

        foreach (var (before, after) in MetricsBefore.Zip(MetricsAfter))
        {
            Line($"  {before.Name} {before.Value:0.0000} -> {after.Value:0.0000}");
        }

        Line($"  first output over {Rows:N0} rows: differs by {MeanDifference:0.######} in the mean, {LargestDifference:0.######} at most");
        foreach (var node in Nodes)
        {
            Line($"  {node}");
        }

        foreach (var note in Notes)
        {
            Line($"  {note}");
        }

        return text.ToString().TrimEnd();

        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }
}
