using Atelier.Packaging;
using Atelier.Prediction;
using Microsoft.ML.OnnxRuntime;

namespace Atelier.Inference;

/// <summary>What is known of a graph before it runs: its arrays, and the shapes of its outputs as far as they follow from the inputs.</summary>
internal sealed class GraphPlan
{
    // Up to this size of all arrays of a call, copying them into arrays that are bound once is faster than wrapping the caller's: a copy
    // takes 0.02 us a KiB, wrapping 1.1 us (measured on x64).
    private const int BoundLimit = 1 << 16;

    private readonly bool _shapesFollow;

    private GraphPlan(Port[] inputs, Port[] outputs)
    {
        Inputs = inputs;
        Outputs = outputs;
        InputNames = [.. inputs.Select(port => port.Spec.Name)];
        OutputNames = [.. outputs.Select(port => port.Spec.Name)];
        _shapesFollow = outputs.All(port => port.Codec.Size > 0 && port.Dimensions is not null);
    }

    public Port[] Inputs { get; }

    public Port[] Outputs { get; }

    public string[] InputNames { get; }

    public string[] OutputNames { get; }

    /// <summary>Reads what a session takes and gives, and requires that it is what is said of the graph.</summary>
    /// <param name="title">What the graph is called in errors.</param>
    /// <param name="graph">What is said of it.</param>
    /// <param name="session">What ONNX Runtime made of it.</param>
    /// <param name="isForeign">Whether outputs without a shape are those that the file is silent on; ONNX Runtime's inference fills them in.</param>
    public static GraphPlan Create(string title, OnnxGraph graph, InferenceSession session, bool isForeign)
    {
        var (inputs, outputs) = (session.InputMetadata, session.OutputMetadata);
        if (!inputs.Keys.Order().SequenceEqual(graph.Inputs.Select(spec => spec.Name).Order()))
        {
            throw Mismatch(title, $"takes the inputs {string.Join(", ", inputs.Keys)}", graph.Inputs);
        }

        // Where a dimension of an output has the name of a dimension of an input, it has its length.
        var named = new Dictionary<string, (int Input, int Axis)>();
        var graphInputs = graph.Inputs;
        for (var i = 0; i < graphInputs.Count; i++)
        {
            var metadata = inputs[graphInputs[i].Name];
            Verify(title, graphInputs[i], metadata, "takes", graphInputs);
            for (var axis = 0; axis < metadata.SymbolicDimensions.Length; axis++)
            {
                if (metadata.SymbolicDimensions[axis] is { Length: > 0 } name)
                {
                    named.TryAdd(name, (i, axis));
                }
            }
        }

        var outputPorts = new List<Port>();
        foreach (var said in graph.Outputs)
        {
            if (!outputs.TryGetValue(said.Name, out var metadata))
            {
                throw Mismatch(title, $"gives the outputs {string.Join(", ", outputs.Keys)}", graph.Outputs);
            }

            var spec = isForeign && said.Shape.Count == 0 ? said with { Shape = metadata.Dimensions } : said;
            Verify(title, spec, metadata, "gives", graph.Outputs);
            outputPorts.Add(new Port(spec, ElementCodec.For(spec.DataType), Follow(metadata, named), metadata.SymbolicDimensions.FirstOrDefault()));
        }

        return new GraphPlan(
            [.. graphInputs.Select(spec => new Port(spec, ElementCodec.For(spec.DataType), null, inputs[spec.Name].SymbolicDimensions.FirstOrDefault()))],
            [.. outputPorts]);
    }

    /// <summary>True when the arrays of a call may be bound ahead: outputs of fixed-size elements and known shapes, not too large.</summary>
    public bool CanBind(NamedTensor[] inputs)
    {
        if (!_shapesFollow)
        {
            return false;
        }

        var bytes = 0L;
        for (var i = 0; i < inputs.Length; i++)
        {
            bytes += Inputs[i].Codec.BytesOf(inputs[i]);
        }

        foreach (var output in Outputs)
        {
            var length = (long)output.Codec.Size;
            foreach (var dimension in output.Dimensions!)
            {
                length = Math.Min(length * dimension.Resolve(inputs), int.MaxValue);
            }

            bytes += length;
        }

        return bytes <= BoundLimit;
    }

    private static Dimension[]? Follow(NodeMetadata metadata, Dictionary<string, (int Input, int Axis)> named)
    {
        var dimensions = new Dimension[metadata.Dimensions.Length];
        for (var axis = 0; axis < dimensions.Length; axis++)
        {
            if (metadata.Dimensions[axis] >= 0)
            {
                dimensions[axis] = new Dimension(metadata.Dimensions[axis], 0, 0);
            }
            else if (named.TryGetValue(metadata.SymbolicDimensions[axis], out var source))
            {
                dimensions[axis] = new Dimension(-1, source.Input, source.Axis);
            }
            else
            {
                return null;
            }
        }

        // A scalar and an output of unknown rank look the same here.
        return dimensions.Length == 0 ? null : dimensions;
    }

    private static void Verify(string title, TensorSpec spec, NodeMetadata metadata, string verb, IReadOnlyList<TensorSpec> specs)
    {
        if (!metadata.IsTensor)
        {
            throw Mismatch(title, $"{verb} a {metadata.OnnxValueType} as `{spec.Name}`", specs);
        }

        if (metadata.ElementDataType != ElementCodec.For(spec.DataType).Type)
        {
            throw Mismatch(title, $"{verb} {metadata.ElementDataType} elements as `{spec.Name}`", specs);
        }

        var dimensions = metadata.Dimensions;
        var agrees = dimensions.Length == spec.Shape.Count
            && dimensions.Zip(spec.Shape).All(pair => pair.First == pair.Second || pair.First < 0 || pair.Second < 0);
        // No dimensions may also mean that the file does not say them.
        if (dimensions.Length > 0 && !agrees)
        {
            throw Mismatch(title, $"{verb} `{spec.Name}` of shape {Check.Show([.. dimensions.Select(length => (long)length)])}", specs);
        }
    }

    private static InvalidDataException Mismatch(string title, string actual, IReadOnlyList<TensorSpec> specs) => new(
        $"The graph of {title} {actual}; the package says {string.Join("; ", specs)}. Export and package the model again.");

    /// <summary>An input or output with the way to read and write its elements.</summary>
    /// <param name="Spec">Name, type and shape.</param>
    /// <param name="Codec">How its elements are read and written.</param>
    /// <param name="Dimensions">How the shape of an output follows from the inputs; null where it does not, and for inputs.</param>
    /// <param name="Batch">The file's name of the first dimension; empty or null where it has none.</param>
    internal sealed record Port(TensorSpec Spec, ElementCodec Codec, Dimension[]? Dimensions, string? Batch);

    /// <summary>A length that is fixed, or that of a dimension of an input.</summary>
    internal readonly record struct Dimension(int Length, int Input, int Axis)
    {
        public int Resolve(NamedTensor[] inputs) => Length >= 0 ? Length : inputs[Input].Shape[Axis];
    }
}
