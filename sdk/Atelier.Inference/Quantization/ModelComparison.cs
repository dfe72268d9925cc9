using System.Diagnostics;
using Atelier.Data;
using Atelier.Evaluation;
using Atelier.Packaging;
using Atelier.Prediction;

namespace Atelier.Inference;

/// <summary>Measures a model in fewer bits against what it was.</summary>
internal static class ModelComparison
{
    private const int SmallGraph = 4 << 20;
    private const int Rounds = 15;

    // As Predict has it: dynamic ranges are those of a batch.
    private const int Batch = 256;

    // Each measurement takes at least this long, so that the clock and the scheduler do not matter.
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(10);

    /// <summary>Compares size, answers, figures and latency.</summary>
    public static (QuantizationReport Report, EvaluationReport? Evaluation) Of(
        ModelPackage before, ModelPackage after, QuantizedGraph quantized, QuantizationOptions options, Dataset test, IReadOnlyList<IMetric>? metrics)
    {
        // One number of threads for both: by itself a predictor gives the smaller model fewer.
        int? threads = before.Graph.Bytes.Length <= SmallGraph && before.Graph.DataFiles.Count == 0 ? 1 : null;
        var settings = new OnnxPredictorOptions { Threads = threads ?? Environment.ProcessorCount };
        using var old = OnnxPredictor.Load(before, settings);
        using var now = OnnxPredictor.Load(after, settings);
        var (mean, most) = Difference(old, now, before.Graph, test);
        var (first, evaluation) = (Measure(old), Measure(now));
        return (new QuantizationReport
        {
            Settings = options.Describe(),
            BytesBefore = Size(before.Graph),
            BytesAfter = Size(after.Graph),
            Latencies = [.. options.TimedBatches.Where(rows => rows <= test.Count).Select(rows => Latency(old, now, test.Slice(0, rows)))],
            Threads = threads ?? 0,
            MetricsBefore = first?.Metrics ?? Errors(old, test),
            MetricsAfter = evaluation?.Metrics ?? Errors(now, test),
            MeanDifference = mean,
            LargestDifference = most,
            Rows = test.Count,
            Nodes = quantized.Nodes,
            Notes = quantized.Notes,
            Processor = ProcessorFeatures.Current,
        }, evaluation);

        EvaluationReport? Measure(OnnxPredictor predictor) => test.HasLabels ? Evaluator.Evaluate(predictor, test, metrics) : null;
    }

    private static long Size(OnnxGraph graph) => graph.Bytes.Length + graph.DataFiles.Sum(file => (long)file.Bytes.Length);

    private static (double Mean, double Most) Difference(OnnxPredictor old, OnnxPredictor now, OnnxGraph graph, Dataset test)
    {
        var (sum, most, count) = (0.0, 0.0, 0L);
        var columns = new InputColumns(old.Signature, test);
        foreach (var batch in test.Batches(Batch))
        {
            var inputs = columns.Of(batch);
            var (one, two) = (Answer(old, inputs), Answer(now, inputs));
            for (var i = 0; i < one.Length; i++)
            {
                var difference = Math.Abs(one[i] - two[i]);
                sum += difference;
                most = Math.Max(most, difference);
            }

            count += one.Length;
        }

        return (sum / Math.Max(1, count), most);
    }

    private static double[] Answer(OnnxPredictor predictor, NamedTensor[] inputs)
    {
        // The predictor answers before it returns.
        var answer = predictor.PredictAsync(inputs).GetAwaiter().GetResult()[0];
        return answer.DataType switch
        {
            DataType.Float32 => Array.ConvertAll(answer.Values<float>().ToArray(), value => (double)value),
            DataType.Float64 => answer.Values<double>().ToArray(),
            DataType.Float16 => Array.ConvertAll(answer.Values<Half>().ToArray(), value => (double)value),
            DataType.Int64 => Array.ConvertAll(answer.Values<long>().ToArray(), value => (double)value),
            DataType.Int32 => Array.ConvertAll(answer.Values<int>().ToArray(), value => (double)value),
            _ => [],
        };
    }

    /// <summary>The errors of a regression; none without targets, or with several answers a row.</summary>
    private static IReadOnlyList<MetricValue> Errors(OnnxPredictor predictor, Dataset test)
    {
        if (test.Targets.IsEmpty)
        {
            return [];
        }

        var (answers, targets) = (predictor.Predict(test).Scores, test.Targets);
        if (answers.Length != targets.Length)
        {
            return [];
        }

        var (squares, sum) = (0.0, 0.0);
        for (var i = 0; i < targets.Length; i++)
        {
            var error = (double)answers.Span[i] - targets.Span[i];
            squares += error * error;
            sum += Math.Abs(error);
        }

        return [new MetricValue("rmse", Math.Sqrt(squares / targets.Length), false), new MetricValue("mae", sum / targets.Length, false)];
    }

    private static LatencyComparison Latency(OnnxPredictor old, OnnxPredictor now, Dataset rows)
    {
        var inputs = new InputColumns(old.Signature, rows).Of(rows);
        double Call(OnnxPredictor predictor, int calls)
        {
            var clock = Stopwatch.GetTimestamp();
            for (var i = 0; i < calls; i++)
            {
                predictor.PredictAsync(inputs).GetAwaiter().GetResult();
            }

            return Stopwatch.GetElapsedTime(clock).TotalSeconds / calls;
        }

        Call(now, 3);
        Call(old, 3);
        var calls = (int)Math.Clamp(Shortest.TotalSeconds / Call(old, 3), 1, 10_000);
        var (before, after) = (new double[Rounds], new double[Rounds]);
        for (var round = 0; round < Rounds; round++)
        {
            if (round % 2 == 0)
            {
                before[round] = Call(old, calls);
                after[round] = Call(now, calls);
            }
            else
            {
                after[round] = Call(now, calls);
                before[round] = Call(old, calls);
            }
        }

        return new LatencyComparison(
            rows.Count, TimeSpan.FromSeconds(Median(before)), TimeSpan.FromSeconds(Median(after)), Median([.. after.Zip(before, (a, b) => a / b)]));
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);
}
