using Atelier.Onnx;
using Atelier.Packaging;
using Atelier.Prediction;
using Google.Protobuf;
using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>One export: runs the forward at several sizes, writes what was recorded, and proves the graph.</summary>
internal sealed class GraphExport
{
    // Numbers of the draws besides those of the sizes, which count from 0.
    private const int EdgeDraw = 100;
    private const int SingleDraw = 101;

    private readonly nn.Module _model;
    private readonly Func<IReadOnlyList<Tensor>, object?> _forward;
    private readonly OnnxExportOptions _options;
    private readonly IReadOnlyList<OnnxInput> _inputs;
    private readonly ExampleInputs _examples;
    private readonly TraceSizes _sizes;
    private readonly long _weightLimit;

    /// <summary>Takes what is exported.</summary>
    /// <param name="model">The module.</param>
    /// <param name="examples">An example of each input.</param>
    /// <param name="forward">Calls the module.</param>
    /// <param name="options">Names, axes that vary, version.</param>
    /// <param name="weightLimit">The bytes of weights above which they go into files of their own.</param>
    public GraphExport(
        nn.Module model,
        IReadOnlyList<Tensor> examples,
        Func<IReadOnlyList<Tensor>, object?> forward,
        OnnxExportOptions options,
        long weightLimit = ExternalWeights.Limit)
    {
        (_model, _forward, _options, _weightLimit) = (model, forward, options, weightLimit);
        foreach (var (at, example) in examples.Index())
        {
            if (example is null || OnnxLayer.TypeOf(example.dtype) is null)
            {
                throw new OnnxExportException("", $"Example input {at} is {(example is null ? "null" : $"a tensor of {example.dtype}")}; expected a tensor of floats, whole numbers or booleans.");
            }
        }

        _inputs = Names(examples, options);
        _examples = new ExampleInputs(examples, _inputs);
        _sizes = new TraceSizes(_examples.Axes, _inputs.Count > 0 && _inputs[0].Axes is [{ } first, ..] ? first : null);
    }

    public OnnxGraph Run()
    {
        var modes = new ModuleModes(_model);
        try
        {
            _model.eval();
            using var exact = new LstmWithoutOneDnn(_model);
            using var withoutGradients = no_grad();
            try
            {
                return Write(TraceDetail.None);
            }
            catch (OnnxExportException)
            {
                // Once more with the lines of code, which take time to find, and without oneDNN, whose results are wrong for some layers on some processors: what was the module's own fault fails
                // again and says where.
                using var plain = new WithoutOneDnn();
                return Write(TraceDetail.Lines);
            }
        }
        finally
        {
            modes.Restore();
        }
    }

    private static IReadOnlyList<OnnxInput> Names(IReadOnlyList<Tensor> examples, OnnxExportOptions options)
    {
        var inputs = options.Inputs ?? (examples.Count == 1
            ? [new OnnxInput(options.InputName, Batch(examples[0]))]
            : [.. examples.Select((example, at) => new OnnxInput(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"input_{at}"), Batch(example)))]);
        if (inputs.Count != examples.Count)
        {
            throw new OnnxExportException("", $"`{nameof(OnnxExportOptions.Inputs)}` names {inputs.Count} inputs, and {examples.Count} examples were given; expected a name for each example.");
        }

        if (inputs.GroupBy(input => input.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new OnnxExportException("", $"Two inputs are called `{twice.Key}`; give one of them another name.");
        }

        return inputs;
    }

    private static string?[] Batch(Tensor example) => example.dim() == 0 ? [] : [OnnxDimension.BatchName];

    private OnnxGraph Write(TraceDetail detail)
    {
        var recording = Record(detail);
        try
        {
            var traces = recording.Traces;
            var (model, _) = Lower(traces);
            var files = ExternalWeights.Split(model, _weightLimit);
            using var proof = new OnnxProof(model, files, [.. _inputs.Select(input => input.Name)], _options.Tolerance);
            foreach (var trace in recording.All)
            {
                Prove(proof, trace.Inputs, trace.Outputs, edges: ReferenceEquals(trace, recording.Edges));
            }

            if (_sizes.Single is { } single)
            {
                using var scope = NewDisposeScope();
                var inputs = _examples.Draw(single, SingleDraw, Content.Likely);
                Prove(proof, inputs, Outputs(inputs), edges: false);
            }

            return new OnnxGraph(model.ToByteArray(), [.. model.Graph.Input.Select(Specify)], [.. model.Graph.Output.Select(Specify)]) { DataFiles = files };
        }
        finally
        {
            recording.Dispose();
        }
    }

    /// <summary>Records the forward at several sizes, and at the first size once more with other values.</summary>
    private Recording Record(TraceDetail detail)
    {
        var traces = new List<Trace>();
        Trace? edges = null;
        try
        {
            traces.Add(Record(0, 0, Content.Likely, detail));
            edges = Record(0, EdgeDraw, Content.Edges, detail);
            TraceComparison.EnsureSameValues(traces[0], edges);
            EnsureNoValuesRead(traces[0], detail);
            while (traces.Count < _sizes.Count)
            {
                try
                {
                    traces.Add(Record(traces.Count, traces.Count, Content.Likely, detail));
                }
                catch (Exception) when (_sizes.TryOthers())
                {
                    // The forward does not take these sizes; others that were recorded before are recorded again with the new ones.
                    traces.Skip(1).ToList().ForEach(trace => trace.Dispose());
                    traces.RemoveRange(1, traces.Count - 1);
                }
            }

            foreach (var trace in traces.Skip(1))
            {
                TraceComparison.EnsureSameOperations(traces[0], trace);
            }

            return new Recording(traces, edges);
        }
        catch
        {
            traces.ForEach(trace => trace.Dispose());
            edges?.Dispose();
            throw;
        }
    }

    /// <summary>Runs the forward on extreme contents: what it decides by values is decided otherwise then.</summary>
    private void EnsureNoValuesRead(Trace first, TraceDetail detail)
    {
        if (TraceComparison.MakesIndices(first))
        {
            // Numbers that become indices must stay in their range.
            return;
        }

        foreach (var content in (ReadOnlySpan<Content>)[Content.Lowest, Content.Highest])
        {
            Trace? extreme = null;
            try
            {
                extreme = Record(0, EdgeDraw, content, detail);
            }
            catch (OnnxExportException)
            {
                // A forward may refuse such inputs; that is no decision that a graph would miss.
            }

            using (extreme)
            {
                if (extreme is not null)
                {
                    TraceComparison.EnsureSameValues(first, extreme);
                }
            }
        }
    }

    private Trace Record(int size, int draw, Content content, TraceDetail detail)
    {
        using var scope = NewDisposeScope();
        var inputs = _examples.Draw(_sizes.Lengths(size), draw, content);
        try
        {
            var trace = ForwardTracer.Run(
                _model, _options.Converters, [.. _inputs.Zip(inputs, (input, tensor) => (input.Name, tensor))], () => Outputs(inputs), detail);
            return trace with { Inputs = [.. inputs.Select(input => input.DetachFromDisposeScope())] };
        }
        catch (ForwardFailure failure)
        {
            var shapes = string.Join("; ", _inputs.Zip(inputs, (input, tensor) => $"{input.Name} {tensor.dtype} ({string.Join(", ", tensor.shape)})"));
            var advice = size == 0
                ? "Give example inputs, or an InputShape, as the forward takes them."
                : "An axis that has a name must take any length: leave out the name of one that does not.";
            if (failure.Message.Contains("requires grad as a constant", StringComparison.Ordinal))
            {
                throw OnnxExportException.At(
                    failure.Failed,
                    "its forward uses a parameter that is no part of the model. Register the module that it belongs to (RegisterComponents), or export a module that contains both.",
                    failure.InnerException);
            }

            throw OnnxExportException.At(failure.Failed, $"its forward fails for the inputs {shapes}: {failure.Message.Split('\n')[0].TrimEnd('.')}. {advice}", failure.InnerException);
        }
    }

    private Tensor[] Outputs(IReadOnlyList<Tensor> inputs)
    {
        var outputs = TensorsIn.Value(_forward(inputs)).ToArray();
        return outputs.Length > 0 ? outputs : throw new OnnxExportException("", $"The forward of the {TypeName.Of(_model.GetType())} returns no tensor; expected a tensor, or a tuple, list or dictionary of them.");
    }

    private (ModelProto Model, GraphLowering Lowering) Lower(IReadOnlyList<Trace> traces)
    {
        var graph = new OnnxGraphBuilder(_options.ModelName ?? _model.GetName(), _options.OpsetVersion);
        var leaves = traces[0].Leaves.Values.Where(leaf => leaf.Input is not null).OrderBy(leaf => leaf.Input).ToArray();
        if (leaves.Length != _inputs.Count)
        {
            throw new OnnxExportException("", "Two example inputs are the same tensor, or one is a parameter of the model; give each input a tensor of its own: example.clone().");
        }

        var outputNames = OutputNames(traces[0].Outputs.Count);
        var inputs = leaves.Zip(_inputs, (leaf, input) => graph.AddInput(
            input.Name, OnnxLayer.TypeOf(leaf.Tensor.dtype)!.Value, [.. leaf.Tensor.shape.Select((length, axis) => input.Axes.ElementAtOrDefault(axis) is { } name ? OnnxDimension.Named(name) : length)])).ToArray();
        if (leaves.Length > 0 && traces[0].Leaves.Values.FirstOrDefault(leaf => leaf.Input is null && (outputNames.Contains(leaf.Name) || _inputs.Any(input => input.Name == leaf.Name))) is { } taken)
        {
            throw new OnnxExportException("", $"An input or output is called `{taken.Name}`, as a parameter of the model is, which keeps its name; choose another InputName or OutputName.");
        }

        foreach (var name in outputNames)
        {
            if (!graph.Reserve(name))
            {
                throw new OnnxExportException("", $"An input and an output, or two outputs, are called `{name}`; give one of them another name.");
            }
        }

        var lowering = new GraphLowering(graph, traces);
        var results = lowering.Write(inputs);
        var named = results.Select((result, at) => (Value: result with
        {
            Shape = Named(lowering.Dimensions([.. traces.Select(trace => trace.Outputs[at].shape)]), outputNames[at]),
            Type = OnnxLayer.TypeOf(traces[0].Outputs[at].dtype)!.Value,
        }, Name: outputNames[at])).ToArray();
        var model = graph.Build(named, _options.Metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal));
        UnusedParts.Remove(model.Graph);
        return (model, lowering);
    }

    /// <summary>A length of an output that is no input's gets a name of its own.</summary>
    private static OnnxDimension[] Named(OnnxDimension[] shape, string output) => [.. shape.Select((dimension, axis) =>
        dimension.IsFixed || dimension.Name is not null ? dimension : OnnxDimension.Named(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{output}_axis_{axis}")))];

    private IReadOnlyList<string> OutputNames(int count)
    {
        var names = _options.OutputNames;
        if (names is not null && names.Count != count)
        {
            throw new OnnxExportException("", $"`{nameof(OnnxExportOptions.OutputNames)}` has {names.Count} names, and the forward returns {count} tensors; expected a name for each.");
        }

        if (names is not null)
        {
            return names;
        }

        if (count > 1)
        {
            return [.. Enumerable.Range(0, count).Select(at => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{_options.OutputName ?? "output"}_{at}"))];
        }

        var isProbabilities = _options.Output == OnnxOutput.Probabilities || (_options.Output == OnnxOutput.Automatic && _model is IClassifier);
        return [_options.OutputName ?? (isProbabilities ? "probabilities" : _model is IClassifier ? "logits" : "output")];
    }

    private void Prove(OnnxProof proof, IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> expected, bool edges)
    {
        if (proof.Differs(inputs, expected, edges) is not { } difference)
        {
            return;
        }

        var where = FindDifference(edges);
        throw new OnnxExportException(
            where?.Path ?? "",
            $"The graph of the {TypeName.Of(_model.GetType())} was not written: in ONNX Runtime {difference}. {(where is null ? "" : $"They part in {where.Text}. ")}"
            + "Check that its forward does not depend on values that it reads out of tensors, or on chance; write that part with OnnxOps or a converter, or raise OnnxExportOptions.Tolerance where the network is only deep.");
    }

    /// <summary>Records once more with what each part returns, and looks for the first part that differs.</summary>
    private FirstDifference? FindDifference(bool edges)
    {
        using var recording = Record(TraceDetail.Probes);
        var (model, lowering) = Lower(recording.Traces);
        using var proof = new OnnxProof(model, ExternalWeights.Split(model, _weightLimit), [.. _inputs.Select(input => input.Name)], _options.Tolerance);
        return (edges ? [recording.Edges] : recording.Traces)
            .Select(trace => FirstDifference.Find(trace, model, lowering.Probes, proof))
            .FirstOrDefault(difference => difference is not null);
    }

    private static TensorSpec Specify(ValueInfoProto value) => new(
        value.Name,
        OnnxTypes.FromOnnx(value.Type.TensorType.ElemType)!.Value,
        [.. value.Type.TensorType.Shape.Dim.Select(dimension => dimension.HasDimValue ? checked((int)dimension.DimValue) : -1)]);
}
