using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using Atelier.Prediction;
using Google.Protobuf;

namespace Atelier.Onnx;

/// <summary>Puts an ONNX graph together, node by node; equal calls give equal bytes.</summary>
/// <param name="name">The graph's name, as tools show it.</param>
/// <param name="opset">The version of ONNX's operators.</param>
internal sealed class OnnxGraphBuilder(string name, int opset)
{
    /// <summary>The domain of ONNX's operators for classical machine learning.</summary>
    public const string MachineLearning = "ai.onnx.ml";

    private const int MachineLearningOpset = 3;

    private readonly GraphProto _graph = new() { Name = name };
    private readonly HashSet<string> _valueNames = [];
    private readonly HashSet<string> _nodeNames = [];
    private readonly HashSet<string> _domains = [];
    private readonly Dictionary<string, OnnxValue> _constants = [];

    /// <summary>The version of ONNX's operators.</summary>
    public int Opset => opset;

    /// <summary>The values of the nodes in the graph so far.</summary>
    public IReadOnlyList<NodeProto> Nodes => _graph.Node;

    /// <summary>Keeps a name free for a value that is made later.</summary>
    /// <returns>False when it is taken already.</returns>
    public bool Reserve(string name) => _valueNames.Add(name);

    /// <summary>Adds an input of the graph.</summary>
    public OnnxValue AddInput(string name, DataType type, params ReadOnlySpan<OnnxDimension> shape)
    {
        if (!_valueNames.Add(name))
        {
            throw new ArgumentException($"The graph has a value `{name}` already; give its inputs and outputs names of their own.", nameof(name));
        }

        var input = new OnnxValue(name, type, shape.ToArray());
        _graph.Input.Add(Describe(input));
        return input;
    }

    /// <summary>Adds an operation with one output.</summary>
    /// <param name="operation">ONNX's name of it, such as <c>Relu</c>.</param>
    /// <param name="inputs">Its inputs in order; null leaves an optional one out.</param>
    /// <param name="type">The type of its output.</param>
    /// <param name="shape">The shape of its output.</param>
    /// <param name="attributes">Its settings.</param>
    /// <param name="path">Where it comes from, such as a layer's path; names of the node and its output begin with it.</param>
    /// <param name="domain">The set of operators; the empty one is ONNX's own.</param>
    public OnnxValue AddNode(
        string operation,
        IReadOnlyList<OnnxValue?> inputs,
        DataType type,
        IReadOnlyList<OnnxDimension> shape,
        IEnumerable<OnnxAttribute>? attributes = null,
        string path = "",
        string domain = "") => AddNode(operation, inputs, [(type, shape)], attributes, path, domain)[0];

    /// <summary>Adds an operation with several outputs.</summary>
    public OnnxValue[] AddNode(
        string operation,
        IReadOnlyList<OnnxValue?> inputs,
        IReadOnlyList<(DataType Type, IReadOnlyList<OnnxDimension> Shape)> outputs,
        IEnumerable<OnnxAttribute>? attributes = null,
        string path = "",
        string domain = "")
    {
        var wanted = Join(path, operation);
        var node = new NodeProto { Name = Unused(wanted, _nodeNames), OpType = operation };
        if (domain.Length > 0)
        {
            node.Domain = domain;
            _domains.Add(domain);
        }

        node.Input.AddRange(inputs.Select(input => input?.Name ?? ""));
        OnnxValue[] values = [.. outputs.Select(output => new OnnxValue(Unused(wanted, _valueNames), output.Type, output.Shape))];
        node.Output.AddRange(values.Select(value => value.Name));
        node.Attribute.AddRange((attributes ?? []).Select(attribute => attribute.Proto));
        _graph.Node.Add(node);
        return values;
    }

    /// <summary>Adds an array of numbers, its elements little-endian; the name gets a number behind it where it is taken.</summary>
    public OnnxValue AddInitializer(string wantedName, DataType type, ReadOnlySpan<byte> bytes, params ReadOnlySpan<long> shape)
    {
        var tensor = new TensorProto { Name = Unused(wantedName, _valueNames), DataType = (int)type.ToOnnx(), RawData = ByteString.CopyFrom(bytes) };
        return Add(tensor, type, shape);
    }

    /// <summary>Adds an array of texts.</summary>
    public OnnxValue AddInitializer(string wantedName, IEnumerable<string> texts, params ReadOnlySpan<long> shape)
    {
        var tensor = new TensorProto { Name = Unused(wantedName, _valueNames), DataType = (int)TensorProto.Types.DataType.String };
        tensor.StringData.AddRange(texts.Select(text => ByteString.CopyFrom(text, Encoding.UTF8)));
        return Add(tensor, DataType.String, shape);
    }

    /// <summary>A list of whole numbers, such as a target shape; equal lists are one value.</summary>
    public OnnxValue Constant(params ReadOnlySpan<long> values) => Shared(DataType.Int64, MemoryMarshal.AsBytes(values), values.Length);

    /// <summary>One number without dimensions; equal numbers of one type are one value.</summary>
    public OnnxValue Scalar(DataType type, double value) => type switch
    {
        DataType.Float32 => Shared(type, MemoryMarshal.AsBytes([(float)value])),
        DataType.Float64 => Shared(type, MemoryMarshal.AsBytes([value])),
        DataType.Float16 => Shared(type, MemoryMarshal.AsBytes([(Half)value])),
        DataType.Int64 => Shared(type, MemoryMarshal.AsBytes([checked((long)value)])),
        DataType.Int32 => Shared(type, MemoryMarshal.AsBytes([checked((int)value)])),
        DataType.Int16 => Shared(type, MemoryMarshal.AsBytes([checked((short)value)])),
        DataType.Int8 => Shared(type, MemoryMarshal.AsBytes([checked((sbyte)value)])),
        DataType.UInt8 => Shared(type, [checked((byte)value)]),
        DataType.Bool => Shared(type, [value == 0 ? (byte)0 : (byte)1]),
        _ => throw new ArgumentException($"A number of type {type.ToProtocolName()} was asked for; expected a float, a signed integer, UINT8 or BOOL.", nameof(type)),
    };

    /// <summary>Ends the graph with its outputs, each under the name that it is to have.</summary>
    /// <param name="outputs">The values that are answered, in order.</param>
    /// <param name="metadata">What is written about the model, by key.</param>
    public ModelProto Build(IReadOnlyList<(OnnxValue Value, string Name)> outputs, IEnumerable<KeyValuePair<string, string>>? metadata = null)
    {
        // A value that is several answers has the name of the first of them by the second.
        var renamed = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (value, outputName) in outputs)
        {
            // An answer needs a node of its own that makes it: not an input, not a constant, and not the maker of another answer.
            var name = renamed.GetValueOrDefault(value.Name, value.Name);
            var made = name != outputName && _graph.Output.All(other => other.Name != name) && Rename(name, outputName);
            if (made)
            {
                renamed[value.Name] = outputName;
            }
            else
            {
                _graph.Node.Add(new NodeProto { Name = Unused(Join(outputName, "Identity"), _nodeNames), OpType = "Identity", Input = { name }, Output = { outputName } });
            }

            _graph.Output.Add(Describe(value with { Name = outputName }));
        }

        var model = new ModelProto
        {
            IrVersion = IrVersion(opset),
            ProducerName = "Atelier",
            ProducerVersion = ProducerVersion(),
            Graph = _graph,
            OpsetImport = { new OperatorSetIdProto { Domain = "", Version = opset } },
        };
        model.OpsetImport.AddRange(_domains.Order(StringComparer.Ordinal)
            .Select(domain => new OperatorSetIdProto { Domain = domain, Version = domain == MachineLearning ? MachineLearningOpset : 1 }));
        model.MetadataProps.AddRange((metadata ?? []).Select(entry => new StringStringEntryProto { Key = entry.Key, Value = entry.Value }));
        return model;
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string Unused(string wanted, HashSet<string> names)
    {
        var name = wanted;
        for (var i = 1; !names.Add(name); i++)
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{wanted}_{i}");
        }

        return name;
    }

    private static ValueInfoProto Describe(OnnxValue value)
    {
        var shape = new TensorShapeProto();
        foreach (var dimension in value.Shape)
        {
            shape.Dim.Add(dimension switch
            {
                { IsFixed: true } => new TensorShapeProto.Types.Dimension { DimValue = dimension.Length },
                { Name: { } name } => new TensorShapeProto.Types.Dimension { DimParam = name },
                _ => new TensorShapeProto.Types.Dimension(),
            });
        }

        var tensor = new TypeProto.Types.Tensor { ElemType = (int)value.Type.ToOnnx(), Shape = shape };
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

    private OnnxValue Shared(DataType type, ReadOnlySpan<byte> bytes, params ReadOnlySpan<long> shape)
    {
        var key = $"{type} {Check.Show(shape)} {Convert.ToHexString(bytes)}";
        if (!_constants.TryGetValue(key, out var value))
        {
            value = AddInitializer("constant", type, bytes, shape);
            _constants.Add(key, value);
        }

        return value;
    }

    private OnnxValue Add(TensorProto tensor, DataType type, ReadOnlySpan<long> shape)
    {
        tensor.Dims.AddRange(shape.ToArray());
        _graph.Initializer.Add(tensor);
        return new OnnxValue(tensor.Name, type, [.. tensor.Dims.Select(length => (OnnxDimension)length)]);
    }

    /// <summary>Gives what a node makes another name; false when no node makes it.</summary>
    private bool Rename(string from, string to)
    {
        if (!_graph.Node.Any(node => node.Output.Contains(from)))
        {
            return false;
        }

        foreach (var node in _graph.Node)
        {
            Replace(node.Input, from, to);
            Replace(node.Output, from, to);
        }

        return true;
    }

    private static void Replace(IList<string> names, string from, string to)
    {
        for (var i = 0; i < names.Count; i++)
        {
            names[i] = names[i] == from ? to : names[i];
        }
    }
}
