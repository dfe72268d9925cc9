using System.Runtime.InteropServices;
using Atelier.Onnx;
using Atelier.Prediction;
using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>A part of a model on its way into an ONNX graph: adds its operations, parameters and constants.</summary>
public sealed class OnnxLayer
{
    private readonly TraceSource _source;

    internal OnnxLayer(OnnxGraphBuilder graph, TraceSource source) => (Graph, _source) = (graph, source);

    /// <summary>The part's path in the model, such as <c>layers.2</c>; empty for the model itself.</summary>
    public string Path => _source.Path;

    /// <summary>The version of ONNX's operators that the graph uses.</summary>
    public int OpsetVersion => Graph.Opset;

    internal OnnxGraphBuilder Graph { get; }

    /// <summary>Adds an operation with one output.</summary>
    /// <param name="operation">ONNX's name of it, such as <c>Relu</c>.</param>
    /// <param name="inputs">Its inputs in order; null leaves an optional one out.</param>
    /// <param name="attributes">Its settings.</param>
    /// <param name="type">The type of its output; by default that of the first input.</param>
    /// <param name="domain">The set of operators; the empty one is ONNX's own.</param>
    public OnnxValue Add(
        string operation, IReadOnlyList<OnnxValue?> inputs, IEnumerable<OnnxAttribute>? attributes = null, DataType? type = null, string domain = "")
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return Graph.AddNode(operation, inputs, type ?? FirstType(inputs), [], attributes, Path, domain);
    }

    /// <summary>Adds an operation with several outputs.</summary>
    /// <param name="operation">ONNX's name of it, such as <c>Split</c>.</param>
    /// <param name="inputs">Its inputs in order; null leaves an optional one out.</param>
    /// <param name="outputs">The types of its outputs.</param>
    /// <param name="attributes">Its settings.</param>
    /// <param name="domain">The set of operators; the empty one is ONNX's own.</param>
    public IReadOnlyList<OnnxValue> Add(
        string operation, IReadOnlyList<OnnxValue?> inputs, IReadOnlyList<DataType> outputs, IEnumerable<OnnxAttribute>? attributes = null, string domain = "")
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(outputs);
        return Graph.AddNode(operation, inputs, [.. outputs.Select(type => (type, (IReadOnlyList<OnnxDimension>)[]))], attributes, Path, domain);
    }

    /// <summary>Adds the values of a tensor under a name, such as a parameter's.</summary>
    /// <param name="name">Its name within this part of the model.</param>
    /// <param name="tensor">Its values, on any device.</param>
    /// <exception cref="OnnxExportException">Its elements are of a type that ONNX graphs of Atelier do not hold.</exception>
    public OnnxValue AddTensor(string name, Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return AddTensorNamed(Path.Length == 0 ? name : $"{Path}.{name}", tensor);
    }

    /// <summary>A list of whole numbers, such as a target shape.</summary>
    /// <param name="values">The numbers.</param>
    public OnnxValue Constant(params ReadOnlySpan<long> values) => Graph.Constant(values);

    /// <summary>One number without dimensions.</summary>
    /// <param name="type">The type of the number.</param>
    /// <param name="value">The number.</param>
    public OnnxValue Scalar(DataType type, double value) => Graph.Scalar(type, value);

    /// <summary>Makes the error for something that cannot be written; throw it.</summary>
    /// <param name="problem">What cannot be written and why.</param>
    public OnnxExportException Error(string problem) => OnnxExportException.At(_source, problem);

    internal OnnxValue AddTensorNamed(string name, Tensor tensor)
    {
        var type = TypeOf(tensor.dtype) ?? throw Error(
            $"`{name}` holds {tensor.dtype} elements, which ONNX graphs of Atelier do not hold. Convert the model first: model.to(torch.float32).");
        using var scope = NewDisposeScope();
        var values = tensor.detach().cpu().contiguous();
        var bytes = values.bytes;
        if (type == DataType.Float32 && Check.FirstNotFinite(MemoryMarshal.Cast<byte, float>(bytes)) is >= 0 and var bad && float.IsNaN(MemoryMarshal.Cast<byte, float>(bytes)[bad]))
        {
            throw Error($"`{name}` holds NaN at element {bad}; expected numbers. The training diverged: lower the learning rate and train again.");
        }

        return Graph.AddInitializer(name, type, bytes, values.shape);
    }

    internal static DataType? TypeOf(ScalarType type) => type switch
    {
        ScalarType.Bool => DataType.Bool,
        ScalarType.Byte => DataType.UInt8,
        ScalarType.Int8 => DataType.Int8,
        ScalarType.Int16 => DataType.Int16,
        ScalarType.Int32 => DataType.Int32,
        ScalarType.Int64 => DataType.Int64,
        ScalarType.Float16 => DataType.Float16,
        ScalarType.Float32 => DataType.Float32,
        ScalarType.Float64 => DataType.Float64,
        _ => null,
    };

    private static DataType FirstType(IReadOnlyList<OnnxValue?> inputs) =>
        inputs.FirstOrDefault(input => input is not null)?.Type
        ?? throw new ArgumentException("An operation without inputs needs the type of its output; give `type`.", nameof(inputs));
}
