using System.Numerics.Tensors;
using Atelier.Data;
using Atelier.Onnx;
using Atelier.Packaging;
using Atelier.Prediction;
using Google.Protobuf;

namespace Atelier.Inference;

/// <summary>Learns the ranges of values within a graph from sample rows, batch by batch; memory does not grow with the rows.</summary>
internal static class Calibrator
{
    /// <summary>Runs the graph on all rows, twice where percentiles are asked for.</summary>
    /// <param name="title">What the graph is called in errors.</param>
    /// <param name="source">The graph with its data files.</param>
    /// <param name="model">What it holds.</param>
    /// <param name="types">The types of its values.</param>
    /// <param name="package">The package whose preprocessing the rows go through; null for rows as the graph takes them.</param>
    /// <param name="values">The names of the values, all of float32.</param>
    /// <param name="options">Rows and method.</param>
    /// <exception cref="ArgumentException">There are no rows, they do not fit the model, or they lead to values that are not finite.</exception>
    public static Dictionary<string, ValueRange> Ranges(
        string title, OnnxGraph source, ModelProto model, ValueTypes types, ModelPackage? package, IReadOnlyList<string> values, StaticQuantization options)
    {
        EnsureSome(options);

        // What goes in can be seen without the graph.
        var inputs = source.Inputs.Select(input => input.Name).ToHashSet(StringComparer.Ordinal);
        string[] made = [.. values.Where(name => !inputs.Contains(name))];
        var open = source with
        {
            Bytes = ValueTypes.Opened(model, made).ToByteArray(),
            Outputs = made.Length == 0 ? source.Outputs : [.. made.Select(name => new TensorSpec(name, DataType.Float32, types.Shape(name)))],
        };
        using var session = GraphSession.Create(title, open, null, new OnnxPredictorOptions());
        var ranges = new Dictionary<string, ValueRange>(StringComparer.Ordinal);
        Visit((name, span) =>
        {
            if (Check.FirstNotFinite(span) is >= 0 and var bad)
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"On {options.CalibrationName} the value `{name}` of {title} holds {span[bad]}; ")
                    + "expected finite numbers. Leave such rows out, or exclude the nodes that read it.",
                    nameof(options));
            }

            var seen = new ValueRange(TensorPrimitives.Min(span), TensorPrimitives.Max(span));
            ranges[name] = ranges.TryGetValue(name, out var range) ? new(Math.Min(range.Low, seen.Low), Math.Max(range.High, seen.High)) : seen;
        });
        if (options.Method == CalibrationMethod.MinMax)
        {
            return ranges;
        }

        var histograms = ranges.ToDictionary(pair => pair.Key, pair => new RangeHistogram(pair.Value), StringComparer.Ordinal);
        Visit((name, span) => histograms[name].Add(span));
        return histograms.ToDictionary(pair => pair.Key, pair => pair.Value.Within(options.Percentile), StringComparer.Ordinal);

        void Visit(SpanAction see)
        {
            foreach (var batch in Batches(source, package, options))
            {
                var outputs = session.Run(batch, CancellationToken.None);
                foreach (var tensor in (made.Length == 0 ? [] : outputs).Concat(batch.Where(input => values.Contains(input.Name))))
                {
                    if (tensor.Count > 0)
                    {
                        see(tensor.Name, tensor.Values<float>().Span);
                    }
                }
            }
        }
    }

    private static void EnsureSome(StaticQuantization options)
    {
        if ((options.Calibration is null) == (options.CalibrationBatches is null))
        {
            throw new ArgumentException(
                $"`Calibration` and `CalibrationBatches` are {(options.Calibration is null ? "both null" : "both given")}; expected one of them, "
                + "with a hundred rows or more as the model is used on.",
                nameof(options));
        }

        if (options.Calibration is { Count: 0 } || options.CalibrationBatches is { Count: 0 })
        {
            throw new ArgumentException(
                $"There is nothing to learn ranges from: {options.CalibrationName}; expected a hundred rows or more as the model is used on.", nameof(options));
        }
    }

    /// <summary>The calibration data as the graph takes it, in its order of inputs.</summary>
    private static IEnumerable<NamedTensor[]> Batches(OnnxGraph graph, ModelPackage? package, StaticQuantization options)
    {
        var signature = package?.Signature ?? new ModelSignature(graph.Inputs, graph.Outputs, []);
        foreach (var inputs in options.CalibrationBatches ?? Rows(signature, options.Calibration!, options.BatchSize))
        {
            signature.EnsureAccepts(inputs);
            yield return package is { PreprocessingPlace.IsInGraph: false }
                ? [package.Preprocess(inputs)]
                : [.. graph.Inputs.Select(spec => inputs.First(input => input.Name == spec.Name))];
        }
    }

    private static IEnumerable<IReadOnlyList<NamedTensor>> Rows(ModelSignature signature, Dataset data, int size)
    {
        var columns = new InputColumns(signature, data);
        return data.Batches(size).Select(columns.Of);
    }

    private delegate void SpanAction(string name, ReadOnlySpan<float> values);
}
