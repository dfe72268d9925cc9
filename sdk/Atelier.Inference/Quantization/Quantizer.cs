using Atelier.Data;
using Atelier.Evaluation;
using Atelier.Packaging;

namespace Atelier.Inference;

/// <summary>Makes models smaller and faster by computing in fewer bits.</summary>
/// <remarks>
/// The same graph and settings give the same bytes. Steps of preprocessing, inner graphs of branches and loops, and nodes named in
/// <see cref="QuantizationOptions.Exclude"/> stay as they are; every node that could not be changed is reported with the reason.
/// </remarks>
/// <example>
/// <code>
/// var (small, report) = Quantizer.Quantize(package, new StaticQuantization { Calibration = train.Slice(0, 500) }, test);
/// Console.WriteLine(report);
/// small.Save("models/digits-int8");
/// </code>
/// </example>
public static class Quantizer
{
    private const int OldestOpset = 13;

    /// <summary>Quantizes a package and measures it against what it was.</summary>
    /// <param name="package">The model; it stays as it is.</param>
    /// <param name="options">Which way: <see cref="StaticQuantization"/>, <see cref="DynamicQuantization"/> or <see cref="Float16Conversion"/>.</param>
    /// <param name="test">Rows as the package takes them, not those it was trained on. Labels give the figures of <see cref="Evaluator"/>, targets the error of
    /// regression (rmse, mae); without either the report says by how much the answers differ.</param>
    /// <param name="metrics">What to measure on labels; null takes the standard ones. The first decides on <see cref="QuantizationOptions.LargestLoss"/>.</param>
    /// <exception cref="ArgumentException">The data has no rows or does not fit the package, or the options name a node that there is not.</exception>
    /// <exception cref="InvalidDataException">The graph is damaged or older than opset 13.</exception>
    /// <exception cref="InvalidOperationException">No node could be changed, or more is lost than <see cref="QuantizationOptions.LargestLoss"/>.</exception>
    public static QuantizationResult Quantize(ModelPackage package, QuantizationOptions options, Dataset test, IReadOnlyList<IMetric>? metrics = null)
    {
        ArgumentNullException.ThrowIfNull(package);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(test);
        if (test.Count == 0)
        {
            throw new ArgumentException($"`test` ({test.Name}) has no rows; expected some to compare both models on.", nameof(test));
        }

        var quantized = Rewrite($"the package `{package.Name}`", package.Graph, package, options);
        var origin = package.Provenance with
        {
            Options = new SortedDictionary<string, string>(package.Provenance.Options.ToDictionary(), StringComparer.Ordinal) { ["quantization"] = options.Describe() },
        };
        var small = ModelPackage.Of(package.Name, quantized.Graph, package.Preprocessing, origin, package.PreprocessingPlace?.Reason);
        small = package.Card is { } card ? small.With(card) : small;
        small = package.Signature.Notes is { } notes ? small.With(notes) : small;
        var (report, evaluation) = ModelComparison.Of(package, small, quantized, options, test, metrics);
        if (options.LargestLoss is { } largest && report.Loss is not null && !(report.Loss <= largest))
        {
            throw new InvalidOperationException(
                FormattableString.Invariant($"Quantized, the package `{package.Name}` loses {report.Loss:0.####} of {report.MetricsBefore[0].Name} on `{test.Name}`; ")
                + FormattableString.Invariant($"`LargestLoss` accepts {largest}. Exclude sensitive nodes, give more calibration rows or another method, or accept more.")
                + $"\n{report}");
        }

        return new QuantizationResult(evaluation is null ? small : small.With(evaluation), report);
    }

    /// <summary>Quantizes a graph that is in no package.</summary>
    /// <param name="graph">The graph; it stays as it is.</param>
    /// <param name="options">
    /// Which way; calibration rows are as the graph takes them. <see cref="QuantizationOptions.LargestLoss"/> and <see cref="QuantizationOptions.TimedBatches"/> do
    /// not count.
    /// </param>
    /// <exception cref="ArgumentException">The calibration rows do not fit the graph, or the options name a node that there is not.</exception>
    /// <exception cref="InvalidDataException">The graph is damaged or older than opset 13.</exception>
    /// <exception cref="InvalidOperationException">No node could be changed.</exception>
    public static QuantizedGraph Quantize(OnnxGraph graph, QuantizationOptions options)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(options);
        return Rewrite("the graph", graph, null, options);
    }

    /// <summary>Quantizes an ONNX file from elsewhere, all weights in it.</summary>
    /// <param name="onnx">The file's content.</param>
    /// <param name="options">Which way, as for a graph.</param>
    /// <exception cref="ArgumentException">The calibration rows do not fit the graph, or the options name a node that there is not.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, has weights in other files, or is older than opset 13.</exception>
    /// <exception cref="InvalidOperationException">No node could be changed.</exception>
    public static QuantizedGraph Quantize(ReadOnlyMemory<byte> onnx, QuantizationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        const string title = "the ONNX file";
        var model = OnnxGuard.Read(title, onnx, tensor => ExternalFiles.EnsureAmong(title, [], tensor));
        return Rewrite(title, OnnxSignature.Read(title, onnx, model), null, options);
    }

    private static QuantizedGraph Rewrite(string title, OnnxGraph graph, ModelPackage? package, QuantizationOptions options)
    {
        var model = OnnxGuard.Read(title, graph.Bytes, tensor => ExternalFiles.EnsureAmong(title, graph.DataFiles, tensor));
        var opset = model.OpsetImport.Where(set => set.Domain is "" or "ai.onnx").Select(set => set.Version).DefaultIfEmpty(0).Max();
        if (opset < OldestOpset)
        {
            throw new InvalidDataException(
                $"{char.ToUpperInvariant(title[0])}{title[1..]} uses version {opset} of ONNX's operators; quantization needs {OldestOpset} or newer. "
                + "Export the model again with a newer opset.");
        }

        var edit = new GraphEdit(graph, model);
        var log = new NodeLog(edit.Nodes, options.Exclude);
        if (options is StaticQuantization)
        {
            graph = BatchNormFolding.Of(edit, graph, log);
            model = GraphSummary.Parse(graph);
            edit = new GraphEdit(graph, model);
        }

        var types = ValueTypes.Of(title, graph, model);
        switch (options)
        {
            case DynamicQuantization settings:
                new DynamicRewriter(edit, types, log, settings).Run();
                break;
            case StaticQuantization settings:
                var rewriter = new StaticRewriter(edit, types, log, settings);
                EnsureChanges(title, log);
                rewriter.Run(Calibrator.Ranges(title, graph, model, types, package, rewriter.Values, settings));
                break;
            default:
                new Float16Rewriter(edit, types, log).Run();
                break;
        }

        EnsureChanges(title, log);
        return new QuantizedGraph(edit.Finish(), log.Nodes, log.Notes);
    }

    private static void EnsureChanges(string title, NodeLog log)
    {
        if (!log.Nodes.Any(node => node.IsChanged))
        {
            throw new InvalidOperationException(
                $"Nothing of {title} could be quantized: {(log.Nodes.Count == 0 ? "it has no node of a kind that can be" : string.Join("; ", log.Nodes))}. "
                + "Choose another way, or exclude less.");
        }
    }
}
