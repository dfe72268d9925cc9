using Atelier.Onnx;
using Google.Protobuf;
using Google.Protobuf.Collections;

namespace Atelier.Inference;

/// <summary>
/// Checks an ONNX file before ONNX Runtime sees it, whose native code takes the process with it where it crashes: sizes against data,
/// names, order, nesting, and where external weights lie.
/// </summary>
internal sealed class OnnxGuard
{
    private const int DeepestSubgraph = 16;
    private const int DeepestFunction = 64;
    private const int MostNodes = 1_000_000;

    private readonly string _title;
    private readonly Action<TensorProto> _external;

    private OnnxGuard(string title, Action<TensorProto> external)
    {
        _title = title;
        _external = external;
    }

    /// <summary>Reads and checks a file.</summary>
    /// <param name="title">What the file is called in errors.</param>
    /// <param name="bytes">Its content.</param>
    /// <param name="external">Refuses an array whose elements may not be read from where it says.</param>
    /// <exception cref="InvalidDataException">Something is wrong with it.</exception>
    public static ModelProto Read(string title, ReadOnlyMemory<byte> bytes, Action<TensorProto> external)
    {
        ModelProto model;
        try
        {
            model = ModelProto.Parser.ParseFrom(bytes.Span);
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new InvalidDataException(
                $"{char.ToUpperInvariant(title[0])}{title[1..]} is no ONNX file, or is truncated or damaged: {error.Message} Get the file again from where it was made.", error);
        }

        new OnnxGuard(title, external).Check(model);
        return model;
    }

    private void Check(ModelProto model)
    {
        if (model.Graph is null)
        {
            throw Wrong("has no graph");
        }

        if (model.OpsetImport.Count == 0)
        {
            throw Wrong("does not say which version of the operators it uses");
        }

        foreach (var opset in model.OpsetImport.Where(opset => opset.Version is < 1 or > 1000))
        {
            throw Wrong($"uses version {opset.Version} of the operators `{opset.Domain}`, which does not exist");
        }

        CheckFunctions(model);
        CheckGraph(model.Graph, [], 0);
        var bodies = model.Functions.ToDictionary(function => (function.Domain, function.Name), function => function.Node);
        if (CountNodes(model.Graph.Node, bodies, [], 0) > MostNodes)
        {
            throw Wrong($"has more than {MostNodes} operations when its functions are written out");
        }
    }

    /// <summary>The nodes that there are when every call of a function is replaced by its nodes; functions that call one another can make billions of few.</summary>
    private long CountNodes(
        IEnumerable<NodeProto> nodes, Dictionary<(string Domain, string Name), RepeatedField<NodeProto>> bodies, Dictionary<(string Domain, string Name), long> known, int depth)
    {
        if (depth > DeepestFunction)
        {
            throw Wrong($"defines functions that call one another more than {DeepestFunction} deep");
        }

        var count = 0L;
        foreach (var node in Everything(nodes))
        {
            var key = (node.Domain, node.OpType);
            if (!bodies.TryGetValue(key, out var body))
            {
                count++;
            }
            else
            {
                if (!known.TryGetValue(key, out var inner))
                {
                    known[key] = inner = CountNodes(body, bodies, known, depth + 1);
                }

                count += inner;
            }

            count = Math.Min(count, MostNodes + 1L);
        }

        return count;
    }

    /// <summary>Functions that call one another in a circle would be expanded forever.</summary>
    private void CheckFunctions(ModelProto model)
    {
        var names = model.Functions.Select(Key).ToArray();
        if (names.Distinct().Count() != names.Length)
        {
            throw Wrong("defines a function twice");
        }

        foreach (var function in model.Functions)
        {
            CheckNodes(function.Node, [.. function.Input], 0, $"the function `{function.Name}`");
            foreach (var attribute in function.AttributeProto)
            {
                CheckAttribute(attribute, [.. function.Input], 0);
                if (OperatorGuard.WhyNot(attribute) is { } wrong)
                {
                    throw Wrong($"defines the function `{function.Name}`, which {wrong}");
                }
            }
        }

        var calls = model.Functions.Select(function => Everything(function.Node).Select(node => (node.Domain, node.OpType)).ToArray()).ToArray();
        if (!NodeOrder.IsAcyclic(names, calls))
        {
            throw Wrong("defines functions that call one another in a circle");
        }

        static (string Domain, string Name) Key(FunctionProto function) => (function.Domain, function.Name);
    }

    private void CheckGraph(GraphProto graph, HashSet<string> outer, int depth)
    {
        if (depth > DeepestSubgraph)
        {
            throw Wrong($"nests graphs more than {DeepestSubgraph} deep");
        }

        var known = new HashSet<string>(outer);
        var own = new HashSet<string>();
        foreach (var input in graph.Input)
        {
            if (input.Name.Length == 0 || !own.Add(input.Name))
            {
                throw Wrong($"has two inputs `{input.Name}` or one without a name");
            }
        }

        var initializers = new HashSet<string>();
        foreach (var tensor in graph.Initializer)
        {
            if (tensor.Name.Length == 0 || !initializers.Add(tensor.Name))
            {
                throw Wrong($"has two constants `{tensor.Name}` or one without a name");
            }

            CheckTensor(tensor);
        }

        foreach (var sparse in graph.SparseInitializer)
        {
            CheckSparse(sparse);
            if (sparse.Values is { } values && !initializers.Add(values.Name))
            {
                throw Wrong($"has two constants `{values.Name}`");
            }
        }

        foreach (var value in graph.Input.Concat(graph.Output).Concat(graph.ValueInfo))
        {
            CheckShape(value);
        }

        known.UnionWith(own);
        known.UnionWith(initializers);
        var made = CheckNodes(graph.Node, known, depth, depth == 0 ? "the graph" : $"the inner graph `{graph.Name}`");
        foreach (var output in graph.Output.Where(output => !known.Contains(output.Name) && !made.Contains(output.Name)))
        {
            throw Wrong($"has the output `{output.Name}`, which nothing makes");
        }
    }

    private HashSet<string> CheckNodes(IReadOnlyList<NodeProto> nodes, HashSet<string> known, int depth, string where)
    {
        var made = new HashSet<string>();
        foreach (var node in nodes)
        {
            foreach (var name in node.Output.Where(name => name.Length > 0))
            {
                if (known.Contains(name) || !made.Add(name))
                {
                    throw Wrong($"makes the value `{name}` twice in {where}");
                }
            }
        }

        var visible = new HashSet<string>(known);
        visible.UnionWith(made);
        foreach (var node in nodes)
        {
            foreach (var name in node.Input.Where(name => name.Length > 0 && !visible.Contains(name)))
            {
                throw Wrong($"reads the value `{name}` in {where}, which nothing makes");
            }

            if (OperatorGuard.WhyNot(node) is { } wrong)
            {
                throw Wrong($"has an operation {node.OpType}{(node.Name.Length > 0 ? $" `{node.Name}`" : "")} in {where} that {wrong}");
            }

            foreach (var attribute in node.Attribute)
            {
                CheckAttribute(attribute, visible, depth);
            }
        }

        var outputs = nodes.Select((node, i) => (node, i)).SelectMany(pair => pair.node.Output.Select(name => (name, pair.i)))
            .Where(pair => pair.name.Length > 0).ToDictionary(pair => pair.name, pair => pair.i);
        var sources = nodes.Select(node => Everything([node]).SelectMany(inner => inner.Input).Where(outputs.ContainsKey)
            .Select(name => outputs[name]).ToArray()).ToArray();
        if (!NodeOrder.IsAcyclic([.. Enumerable.Range(0, nodes.Count)], sources))
        {
            throw Wrong($"has nodes in {where} that wait for one another in a circle");
        }

        return made;
    }

    private void CheckAttribute(AttributeProto attribute, HashSet<string> visible, int depth)
    {
        foreach (var tensor in attribute.Tensors.Concat(attribute.T is null ? [] : [attribute.T]))
        {
            CheckTensor(tensor);
        }

        foreach (var sparse in attribute.SparseTensors.Concat(attribute.SparseTensor is null ? [] : [attribute.SparseTensor]))
        {
            CheckSparse(sparse);
        }

        foreach (var graph in attribute.Graphs.Concat(attribute.G is null ? [] : [attribute.G]))
        {
            CheckGraph(graph, visible, depth + 1);
        }
    }

    private void CheckTensor(TensorProto tensor)
    {
        var count = 1L;
        foreach (var length in tensor.Dims)
        {
            if (length < 0 || (length > 0 && count > int.MaxValue * 64L / length))
            {
                throw Wrong($"has the constant `{tensor.Name}` of shape ({string.Join(", ", tensor.Dims)}); expected lengths from 0 that memory can hold");
            }

            count *= length;
        }

        if (tensor.DataLocation == TensorProto.Types.DataLocation.External || tensor.ExternalData.Count > 0)
        {
            _external(tensor);
            return;
        }

        if (OnnxTypes.FromOnnx(tensor.DataType) is not { } type)
        {
            // Types that Atelier has no word for, such as 4-bit numbers: ONNX Runtime compares their lengths itself.
            return;
        }

        var given = tensor.HasRawData ? (type.Size() == 0 ? -1 : tensor.RawData.Length / (double)type.Size()) : CountOf(tensor);
        if (given != count)
        {
            throw Wrong($"has the constant `{tensor.Name}` of shape ({string.Join(", ", tensor.Dims)}), which are {count} elements, but data for {given}");
        }
    }

    private void CheckSparse(SparseTensorProto sparse)
    {
        if (sparse.Values is null || sparse.Indices is null || sparse.Dims.Any(length => length is < 0 or > int.MaxValue))
        {
            throw Wrong("has a sparse constant without values or places, or of an impossible shape");
        }

        CheckTensor(sparse.Values);
        CheckTensor(sparse.Indices);
    }

    private static int CountOf(TensorProto tensor) => (TensorProto.Types.DataType)tensor.DataType switch
    {
        TensorProto.Types.DataType.Float => tensor.FloatData.Count,
        TensorProto.Types.DataType.Double => tensor.DoubleData.Count,
        TensorProto.Types.DataType.Int64 => tensor.Int64Data.Count,
        TensorProto.Types.DataType.Uint64 or TensorProto.Types.DataType.Uint32 => tensor.Uint64Data.Count,
        TensorProto.Types.DataType.String => tensor.StringData.Count,
        _ => tensor.Int32Data.Count,
    };

    private void CheckShape(ValueInfoProto value)
    {
        foreach (var dimension in value.Type?.TensorType?.Shape?.Dim ?? [])
        {
            if (dimension.HasDimValue && dimension.DimValue is < -1 or > int.MaxValue)
            {
                throw Wrong($"gives `{value.Name}` a dimension of length {dimension.DimValue}; expected 0 to {int.MaxValue}");
            }
        }
    }

    /// <summary>Nodes with those of their inner graphs.</summary>
    private static IEnumerable<NodeProto> Everything(IEnumerable<NodeProto> nodes) => nodes.SelectMany(node => Everything(
        node.Attribute.SelectMany(attribute => attribute.Graphs.Concat(attribute.G is null ? [] : [attribute.G])).SelectMany(graph => graph.Node)).Prepend(node));

    private InvalidDataException Wrong(string what) => new($"{char.ToUpperInvariant(_title[0])}{_title[1..]} {what}. Export the model again, or get the file again from where it was made.");
}
