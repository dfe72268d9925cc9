using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using Atelier.Packaging;
using Atelier.Prediction;
using Google.Protobuf;

namespace Atelier.Training;

/// <summary>Puts an ONNX graph together, node by node; equal calls give equal bytes.</summary>
internal sealed class OnnxGraphBuilder
{
    // A protobuf message ends at 2 GiB; a mebibyte is left for everything that is not weights.
    private const long WeightLimit = int.MaxValue - (1L << 20);

    private readonly GraphProto _graph;
    private readonly HashSet<string> _valueNames = [];
    private readonly HashSet<string> _nodeNames = [];
    private readonly OnnxExportOptions _options;
    private readonly OnnxValue _input;
    private readonly string _outputName;
    private long _weightBytes;

    public OnnxGraphBuilder(string modelName, OnnxExportOptions options, string outputName, IReadOnlyList<OnnxDimension> inputShape)
    {
        _graph = new GraphProto { Name = modelName };
        _options = options;
        _outputName = outputName;
        _input = new OnnxValue(options.InputName, inputShape);
        if (options.InputName == outputName)
        {
            throw new OnnxExportException("", $"Input and output are both called `{outputName}`; give one of them another name.");
        }

        _valueNames.UnionWith([options.InputName, outputName]);
        _graph.Input.Add(Describe(_input));
    }

    public OnnxValue Input => _input;

    /// <summary>Adds an operation with one output.</summary>
    public OnnxValue AddNode(
        string layerPath,
        string operation,
        IEnumerable<string> inputs,
        IReadOnlyList<OnnxDimension> shape,
        params ReadOnlySpan<AttributeProto> attributes)
    {
        var wanted = Join(layerPath, operation);
        var node = new NodeProto { Name = Unused(wanted, _nodeNames), OpType = operation };
        var output = new OnnxValue(Unused(wanted, _valueNames), shape);
        node.Input.AddRange(inputs);
        node.Output.Add(output.Name);
        foreach (var attribute in attributes)
        {
            node.Attribute.Add(attribute);
        }

        _graph.Node.Add(node);
        return output;
    }

    /// <summary>Adds trained weights under their own name.</summary>
    public string AddWeights(string layerPath, string name, ReadOnlySpan<float> values, IEnumerable<long> shape)
    {
        if (!_valueNames.Add(name))
        {
            throw new OnnxExportException(
                layerPath,
                $"The name `{name}` of a parameter is taken already, perhaps by the input or output; choose another InputName or OutputName.");
        }

        return AddInitializer(layerPath, name, TensorProto.Types.DataType.Float, MemoryMarshal.AsBytes(values), shape);
    }

    /// <summary>Adds a list of integers, such as a target shape.</summary>
    public string AddConstant(string layerPath, string name, ReadOnlySpan<long> values) => AddInitializer(
        layerPath, Unused(Join(layerPath, name), _valueNames), TensorProto.Types.DataType.Int64, MemoryMarshal.AsBytes(values), [values.Length]);

    /// <summary>Ends the graph with a value as its output.</summary>
    public OnnxGraph Build(OnnxValue result)
    {
        var maker = _graph.Node.FirstOrDefault(node => node.Output.Contains(result.Name));
        if (maker is null)
        {
            // The input itself is the answer; an output needs a node that makes it.
            result = AddNode("", "Identity", [result.Name], result.Shape);
        }

        Rename(result.Name, _outputName);
        result = result with { Name = _outputName };
        _graph.Output.Add(Describe(result));
        var model = new ModelProto
        {
            IrVersion = IrVersion(_options.OpsetVersion),
            ProducerName = "Atelier",
            ProducerVersion = ProducerVersion(),
            Graph = _graph,
            OpsetImport = { new OperatorSetIdProto { Domain = "", Version = _options.OpsetVersion } },
        };
        return new OnnxGraph(model.ToByteArray(), [Specify(_input)], [Specify(result)]);
    }

    private static string Join(string layerPath, string name) => layerPath.Length == 0 ? name : $"{layerPath}.{name}";

    private static string Unused(string wanted, HashSet<string> names)
    {
        var name = wanted;
        for (var i = 1; !names.Add(name); i++)
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{wanted}_{i}");
        }

        return name;
    }

    private static TensorSpec Specify(OnnxValue value) =>
        new(value.Name, DataType.Float32, [.. value.Shape.Select(dimension => checked((int)dimension.Length))]);

    private static ValueInfoProto Describe(OnnxValue value)
    {
        var shape = new TensorShapeProto();
        foreach (var dimension in value.Shape)
        {
            shape.Dim.Add(dimension.Name is { } name
                ? new TensorShapeProto.Types.Dimension { DimParam = name }
                : new TensorShapeProto.Types.Dimension { DimValue = dimension.Length });
        }

        var tensor = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float, Shape = shape };
        return new ValueInfoProto { Name = value.Name, Type = new TypeProto { TensorType = tensor } };
    }

    /// <summary>The version of the file format that came with a version of the operators (ONNX, docs/Versioning.md).</summary>
    private static long IrVersion(int opset) => opset switch { <= 18 => 8, <= 20 => 9, <= 22 => 10, _ => 11 };

    private static string ProducerVersion()
    {
        var version = typeof(OnnxGraphBuilder).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        // What follows a plus is the commit: equal weights are to give equal bytes in every build of a release.
        return version.Split('+')[0];
    }

    private string AddInitializer(
        string layerPath, string name, TensorProto.Types.DataType type, ReadOnlySpan<byte> bytes, IEnumerable<long> shape)
    {
        _weightBytes += bytes.Length;
        if (_weightBytes > WeightLimit)
        {
            throw new OnnxExportException(
                layerPath,
                $"The weights up to `{name}` take {_weightBytes} bytes; one ONNX file holds at most {WeightLimit}. Export a smaller model.");
        }

        var tensor = new TensorProto { Name = name, DataType = (int)type, RawData = ByteString.CopyFrom(bytes) };
        tensor.Dims.AddRange(shape);
        _graph.Initializer.Add(tensor);
        return name;
    }

    private void Rename(string from, string to)
    {
        foreach (var node in _graph.Node)
        {
            Replace(node.Input, from, to);
            Replace(node.Output, from, to);
        }
    }

    private static void Replace(IList<string> names, string from, string to)
    {
        for (var i = 0; i < names.Count; i++)
        {
            names[i] = names[i] == from ? to : names[i];
        }
    }
}
