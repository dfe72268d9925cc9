using System.Globalization;
using System.Runtime.InteropServices;
using Atelier.Onnx;
using Atelier.Packaging;
using Atelier.Prediction;
using Google.Protobuf;

namespace Atelier.Inference;

/// <summary>A graph while it is rewritten: who makes and who reads each value, its constants, and the nodes of the new graph.</summary>
internal sealed class GraphEdit
{
    /// <summary>With more bytes of constants than this, files with weights stay files.</summary>
    private const long LargestFile = 1_900_000_000;

    private const string Preprocessing = "preprocessing.";

    private readonly OnnxGraph _source;
    private readonly Dictionary<string, TensorProto> _constants = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<NodeProto>> _consumers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NodeProto> _producers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorProto> _shared = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string> _outputs;

    /// <summary>Begins with a graph that passed <see cref="OnnxGuard"/>.</summary>
    public GraphEdit(OnnxGraph source, ModelProto model)
    {
        _source = source;
        Model = model;
        var graph = model.Graph;
        MakeConstants(graph);
        foreach (var tensor in graph.Initializer)
        {
            _constants[tensor.Name] = tensor;
            _names.Add(tensor.Name);
        }

        // Old files list constants among the inputs as well, where callers could replace them.
        for (var i = graph.Input.Count - 1; i >= 0; i--)
        {
            if (_constants.ContainsKey(graph.Input[i].Name))
            {
                graph.Input.RemoveAt(i);
            }
        }

        _outputs = [.. graph.Output.Select(output => output.Name)];
        Nodes = Sort(graph.Node);
        foreach (var node in Nodes)
        {
            foreach (var output in node.Output)
            {
                _producers[output] = node;
            }

            foreach (var input in node.Input.Distinct())
            {
                CollectionsMarshal.GetValueRefOrAddDefault(_consumers, input, out _) ??= [];
                _consumers[input].Add(node);
            }

            var inner = Inner(node);
            _names.UnionWith(node.Input.Concat(node.Output).Concat(inner.SelectMany(NamesIn)));
            Captured.UnionWith(inner.SelectMany(NamesIn));
        }

        _names.UnionWith(graph.Input.Concat(graph.Output).Select(value => value.Name));
    }

    /// <summary>The model that is rewritten in place.</summary>
    public ModelProto Model { get; }

    /// <summary>The nodes as they were, each after those whose values it reads.</summary>
    public IReadOnlyList<NodeProto> Nodes { get; }

    /// <summary>The nodes of the new graph so far.</summary>
    public List<NodeProto> Written { get; } = [];

    /// <summary>Every name that an inner graph uses: a value of that name may be read there.</summary>
    public HashSet<string> Captured { get; } = new(StringComparer.Ordinal);

    /// <summary>A node's name in reports: its own, or that of its first output.</summary>
    public static string NameOf(NodeProto node) => node.Name.Length > 0 ? node.Name : node.Output.FirstOrDefault() ?? "";

    /// <summary>Whether a node is a step of the preprocessing that packaging put into the graph.</summary>
    public static bool IsPreprocessing(NodeProto node) => node.Name.StartsWith(Preprocessing, StringComparison.Ordinal);

    /// <summary>The graphs within a node: branches and loop bodies.</summary>
    public static GraphProto[] Inner(NodeProto node) =>
        [.. node.Attribute.SelectMany(attribute => attribute.Graphs.Concat(attribute.G is null ? [] : [attribute.G]))];

    /// <summary>A node's setting; null where it has none of that name.</summary>
    public static AttributeProto? Attribute(NodeProto node, string name) => node.Attribute.FirstOrDefault(attribute => attribute.Name == name);

    /// <summary>A node with its operation of ONNX's own set.</summary>
    public static bool Is(NodeProto node, params ReadOnlySpan<string> operations) => node.Domain is "" or "ai.onnx" && operations.Contains(node.OpType);

    /// <summary>The nodes that read a value, each once.</summary>
    public IReadOnlyList<NodeProto> Consumers(string name) => _consumers.GetValueOrDefault(name) ?? [];

    /// <summary>The node that makes a value; null for inputs of the graph and constants.</summary>
    public NodeProto? Producer(string name) => _producers.GetValueOrDefault(name);

    /// <summary>Whether the graph answers a value, or an inner graph may read it.</summary>
    public bool IsSeen(string name) => _outputs.Contains(name) || Captured.Contains(name);

    /// <summary>A constant array by its name, also where nodes only turn it around; null for what is computed from inputs.</summary>
    public TensorProto? Constant(string name)
    {
        if (_constants.TryGetValue(name, out var tensor))
        {
            return tensor;
        }

        if (Producer(name) is not { } node || !Is(node, "Transpose", "Identity") || Constant(node.Input[0]) is not { } turned)
        {
            return null;
        }

        if (node.OpType == "Identity")
        {
            return turned;
        }

        if (turned.DataType != (int)TensorProto.Types.DataType.Float)
        {
            return null;
        }

        int[] order = Attribute(node, "perm") is { } perm ? [.. perm.Ints.Select(axis => (int)axis)] : [.. Enumerable.Range(0, turned.Dims.Count).Reverse()];
        var transposed = FloatTensor(name, Transposing.Of(Floats(turned), [.. turned.Dims], order), [.. order.Select(axis => turned.Dims[axis])]);
        _constants[name] = transposed;
        return transposed;
    }

    /// <summary>The elements of a constant float32 array.</summary>
    public float[] Floats(TensorProto tensor) => MemoryMarshal.Cast<byte, float>(WeightValues.Bytes(tensor, _source).Span).ToArray();

    /// <summary>A name that nothing in the graph has.</summary>
    public string Unused(string wanted)
    {
        var name = wanted;
        for (var i = 1; !_names.Add(name); i++)
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{wanted}_{i}");
        }

        return name;
    }

    /// <summary>Adds a node to the new graph.</summary>
    public NodeProto Write(string operation, string path, string[] inputs, string[] outputs, params OnnxAttribute[] attributes)
    {
        var node = new NodeProto { OpType = operation, Name = Unused($"{path}_{operation}") };
        node.Input.AddRange(inputs);
        node.Output.AddRange(outputs);
        node.Attribute.AddRange(attributes.Select(attribute => attribute.Proto));
        Written.Add(node);
        return node;
    }

    /// <summary>Adds a constant array and gives its name.</summary>
    public string Add<T>(string wanted, ReadOnlySpan<T> values, params ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        var tensor = new TensorProto
        {
            Name = Unused(wanted),
            DataType = (int)DataTypes.FromElementType(typeof(T)).ToOnnx(),
            RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values)),
        };
        tensor.Dims.AddRange(shape.ToArray());
        Model.Graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    /// <summary>Adds a constant array, or gives the name of an equal one that was added so.</summary>
    public string AddShared<T>(string wanted, ReadOnlySpan<T> values, params ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        var key = $"{typeof(T).Name} {Check.Show(shape)} {Convert.ToHexString(MemoryMarshal.AsBytes(values))}";
        if (!_shared.TryGetValue(key, out var tensor))
        {
            Add(wanted, values, shape);
            tensor = Model.Graph.Initializer[^1];
            _shared.Add(key, tensor);
        }

        return tensor.Name;
    }

    /// <summary>The new graph: the written nodes that something needs, and the constants that they read.</summary>
    public OnnxGraph Finish()
    {
        var graph = Model.Graph;
        var needed = new HashSet<string>(_outputs);
        var nodes = new List<NodeProto>();
        foreach (var node in Written.AsEnumerable().Reverse().Where(node => node.Output.Any(needed.Contains)))
        {
            nodes.Add(node);
            needed.UnionWith(node.Input);
            needed.UnionWith(Inner(node).SelectMany(NamesIn));
        }

        nodes.Reverse();
        graph.Node.Clear();
        graph.Node.AddRange(nodes);
        var constants = graph.Initializer.Where(tensor => needed.Contains(tensor.Name)).ToArray();
        graph.Initializer.Clear();
        graph.Initializer.AddRange(constants);
        var made = nodes.SelectMany(node => node.Output).ToHashSet(StringComparer.Ordinal);
        var described = graph.ValueInfo.Where(value => made.Contains(value.Name)).ToArray();
        graph.ValueInfo.Clear();
        graph.ValueInfo.AddRange(described);
        var files = TakeIn(constants);
        return _source with { Bytes = Model.ToByteArray(), DataFiles = files };
    }

    private static TensorProto FloatTensor(string name, float[] values, long[] shape)
    {
        var tensor = new TensorProto
        {
            Name = name,
            DataType = (int)TensorProto.Types.DataType.Float,
            RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan())),
        };
        tensor.Dims.AddRange(shape);
        return tensor;
    }

    /// <summary>Every name that a graph and the graphs in it use.</summary>
    public static IEnumerable<string> NamesIn(GraphProto graph) => graph.Node
        .SelectMany(node => node.Input.Concat(node.Output).Concat(Inner(node).SelectMany(NamesIn)))
        .Concat(graph.Output.Select(output => output.Name))
        .Concat(graph.Initializer.Select(tensor => tensor.Name));

    /// <summary>Nodes that hold a constant become constants of the graph.</summary>
    private static void MakeConstants(GraphProto graph)
    {
        for (var i = graph.Node.Count - 1; i >= 0; i--)
        {
            var node = graph.Node[i];
            if (!Is(node, "Constant") || node.Attribute.Count != 1)
            {
                continue;
            }

            var attribute = node.Attribute[0];
            var tensor = attribute.Name switch
            {
                "value" => attribute.T?.Clone(),
                "value_float" => FloatTensor("", [attribute.F], []),
                "value_floats" => FloatTensor("", [.. attribute.Floats], [attribute.Floats.Count]),
                _ => null,
            };
            if (tensor is not null)
            {
                tensor.Name = node.Output[0];
                graph.Initializer.Add(tensor);
                graph.Node.RemoveAt(i);
            }
        }
    }

    /// <summary>The order that a file should have already: sources first, otherwise as it is.</summary>
    private static List<NodeProto> Sort(IReadOnlyList<NodeProto> nodes)
    {
        var makers = nodes.SelectMany((node, i) => node.Output.Where(name => name.Length > 0).Select(name => (name, i)))
            .ToDictionary(pair => pair.name, pair => pair.i, StringComparer.Ordinal);
        var users = nodes.Select(_ => new List<int>()).ToArray();
        var waiting = new int[nodes.Count];
        for (var i = 0; i < nodes.Count; i++)
        {
            foreach (var maker in nodes[i].Input.Concat(Inner(nodes[i]).SelectMany(NamesIn)).Where(makers.ContainsKey).Select(name => makers[name]).Distinct())
            {
                users[maker].Add(i);
                waiting[i]++;
            }
        }

        var free = new PriorityQueue<int, int>(Enumerable.Range(0, nodes.Count).Where(i => waiting[i] == 0).Select(i => (i, i)));
        var sorted = new List<NodeProto>(nodes.Count);
        while (free.TryDequeue(out var next, out _))
        {
            sorted.Add(nodes[next]);
            foreach (var user in users[next])
            {
                if (--waiting[user] == 0)
                {
                    free.Enqueue(user, user);
                }
            }
        }

        return sorted;
    }

    /// <summary>Puts weights that lie in files into the graph, unless there are too many.</summary>
    private IReadOnlyList<OnnxDataFile> TakeIn(TensorProto[] constants)
    {
        var outside = constants.Where(tensor => tensor.DataLocation == TensorProto.Types.DataLocation.External).ToArray();
        if (outside.Length == 0)
        {
            return [];
        }

        if (outside.Sum(tensor => (long)WeightValues.Bytes(tensor, _source).Length) + Model.CalculateSize() > LargestFile)
        {
            return _source.DataFiles;
        }

        foreach (var tensor in outside)
        {
            tensor.RawData = ByteString.CopyFrom(WeightValues.Bytes(tensor, _source).Span);
            tensor.ExternalData.Clear();
            tensor.ClearDataLocation();
        }

        return [];
    }
}
