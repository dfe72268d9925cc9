using System.Runtime.InteropServices;
using Atelier.Onnx;
using Atelier.Prediction;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>One layer on its way into the graph: where it stands in the model, and the tools that its converter needs.</summary>
internal sealed class OnnxLayer(string path, string typeName, OnnxGraphBuilder graph, OnnxConverters converters)
{
    private readonly string _path = path;

    /// <summary>Adds an operation of this layer.</summary>
    public OnnxValue AddNode(
        string operation, IReadOnlyList<OnnxValue> inputs, IReadOnlyList<OnnxDimension> shape, params ReadOnlySpan<OnnxAttribute> attributes) =>
        graph.AddNode(operation, inputs, inputs[0].Type, shape, attributes.ToArray(), _path);

    /// <summary>Adds a list of integers that an operation of this layer takes.</summary>
    public OnnxValue AddConstant(ReadOnlySpan<long> values) => graph.Constant(values);

    /// <summary>Adds a parameter's values under its name in the model.</summary>
    public OnnxValue AddParameter(string name, Parameter parameter)
    {
        var fullName = Join(name);
        if (parameter.dtype != ScalarType.Float32)
        {
            throw Error(
                $"its parameter `{fullName}` holds {parameter.dtype} elements; expected Float32. "
                + "Convert the model first: model.to(torch.float32).");
        }

        using var scope = NewDisposeScope();
        using var values = parameter.detach().cpu().contiguous();
        var elements = MemoryMarshal.Cast<byte, float>(values.bytes);
        if (Check.FirstNotFinite(elements) is >= 0 and var bad)
        {
            throw Error(
                $"its parameter `{fullName}` holds {elements[bad]} at element {bad}; expected finite numbers. "
                + "The training diverged: lower the learning rate and train again.");
        }

        return graph.AddInitializer(fullName, DataType.Float32, MemoryMarshal.AsBytes(elements), values.shape);
    }

    /// <summary>Reads a dimension as users give it, negative ones counted from the end.</summary>
    public int Axis(long given, OnnxValue input, string setting) => given >= -input.Rank && given < input.Rank
        ? (int)(given < 0 ? given + input.Rank : given)
        : throw Error($"its {setting} is {given}, but it gets {input.ShowShape()}; expected {-input.Rank} to {input.Rank - 1}.");

    /// <summary>Converts a module inside this one.</summary>
    public OnnxValue Convert(string childName, nn.Module child, OnnxValue input) =>
        converters.Convert(child, input, new OnnxLayer(Join(childName), child.GetType().Name, graph, converters));

    /// <summary>Makes the error for something that this layer does not allow.</summary>
    public OnnxExportException Error(string problem) => new(_path, $"{Name()} cannot be exported: {problem}");

    /// <summary>Makes the error for a type without a converter.</summary>
    public OnnxExportException Unsupported(nn.Module module, string supported)
    {
        var children = string.Join(", ", module.named_children().Select(child => child.name));
        var reason = children.Length == 0
            ? "there is no converter for it."
            : $"its forward may do anything with its children ({children}), so they are not walked: that would give a wrong graph.";
        return Error($"{reason} Supported are: {supported}. Build the model from these, a custom one as a Sequential of them.");
    }

    private string Join(string name) => _path.Length == 0 ? name : $"{_path}.{name}";

    private string Name() => _path.Length == 0 ? $"The model of type {typeName}" : $"The layer `{_path}` of type {typeName}";
}
