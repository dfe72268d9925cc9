using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Atelier.Onnx;
using Atelier.Prediction;
using Google.Protobuf;
using Google.Protobuf.Collections;

namespace Atelier.Packaging;

/// <summary>Puts one graph in front of another, whose only input it feeds; the names of the first stay, those of the second give way.</summary>
internal sealed class GraphJoin
{
    /// <summary>The other name of the domain of ONNX's own operators.</summary>
    public const string OwnDomain = "ai.onnx";

    private readonly GraphProto _graph;
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly string _guard;
    private readonly string? _batch;

    /// <param name="model">The model behind; it becomes the whole.</param>
    /// <param name="front">The graph in front: its first output is what the model takes, its second one is 0 for each row, or NaN where it is refused.</param>
    /// <param name="input">The model's input.</param>
    /// <param name="reserved">Names of outputs that are added later.</param>
    public GraphJoin(ModelProto model, ModelProto front, string input, params IReadOnlyList<string> reserved)
    {
        _graph = model.Graph;
        _guard = front.Graph.Output[1].Name;
        var modelInput = _graph.Input.First(value => value.Name == input);
        _batch = modelInput.Type?.TensorType?.Shape?.Dim.FirstOrDefault()?.DimParam;
        _names.UnionWith(NamesIn(front.Graph));
        _names.UnionWith(reserved.Except(_graph.Output.Select(output => output.Name)));
        var renamed = new Dictionary<string, string>(StringComparer.Ordinal);
        string[] own = [.. NamesIn(_graph).Distinct()];
        string[] taken = [.. own.Where(_names.Contains)];
        _names.UnionWith(own);
        foreach (var name in taken)
        {
            renamed.Add(name, Unused(name));
        }

        renamed[input] = front.Graph.Output[0].Name;
        _graph.Input.Remove(modelInput);
        Rename(_graph, renamed);

        // What names lengths in the model may mean something else in front, except the batch.
        RenameBatch(front.Graph);
        Insert(_graph.Input, front.Graph.Input);
        Insert(_graph.Node, front.Graph.Node);
        _graph.Initializer.AddRange(front.Graph.Initializer);
        model.IrVersion = Math.Max(model.IrVersion, front.IrVersion);
        model.OpsetImport.AddRange(front.OpsetImport.Where(import =>
            model.OpsetImport.All(known => known.Domain != import.Domain && (known.Domain != OwnDomain || import.Domain.Length > 0))));
    }

    /// <summary>Adds the guard to every output of floats that has a row for each row of the input.</summary>
    /// <returns>Whether there is such an output.</returns>
    public bool Guard(IReadOnlyList<TensorSpec> outputs)
    {
        var guarded = false;
        foreach (var output in outputs)
        {
            var dimensions = _graph.Output.FirstOrDefault(value => value.Name == output.Name)?.Type?.TensorType?.Shape?.Dim;
            var hasRows = output.Shape is [-1, ..] && dimensions is { Count: > 0 } && !string.IsNullOrEmpty(_batch) && dimensions[0].DimParam == _batch;
            if (!hasRows || output.DataType is not (DataType.Float16 or DataType.Float32 or DataType.Float64))
            {
                continue;
            }

            var guard = _guard;
            if (output.Shape.Count != 2)
            {
                var shape = Initializer("shape", DataType.Int64, MemoryMarshal.AsBytes<long>([.. output.Shape.Select((_, axis) => axis == 0 ? -1L : 1)]), output.Shape.Count);
                guard = Node("Reshape", [guard, shape]);
            }

            if (output.DataType != DataType.Float32)
            {
                guard = Node("Cast", [guard], OnnxAttribute.Int("to", (long)output.DataType.ToOnnx()));
            }

            var unguarded = Unused(output.Name + ".unguarded");
            Rename(_graph, new Dictionary<string, string> { [output.Name] = unguarded });
            _graph.Output.First(value => value.Name == unguarded).Name = output.Name;
            Node("Add", [unguarded, guard], output.Name);
            guarded = true;
        }

        return guarded;
    }

    /// <summary>Adds an output with the class of the highest score in each row: its name, or its number where classes have no names.</summary>
    public void AddLabel(string scores, string name, IReadOnlyList<string> classNames)
    {
        var best = Node("ArgMax", [scores], OnnxAttribute.Int("axis", 1), OnnxAttribute.Int("keepdims", 0));
        var minusOne = Initializer("one", DataType.Int64, MemoryMarshal.AsBytes<long>([-1]), 1);
        var flat = Node("Reshape", [_guard, minusOne]);
        var refused = Node("IsNaN", [flat]);
        string answer, none;
        if (classNames.Count == 0)
        {
            (answer, none) = (best, minusOne);
        }
        else
        {
            answer = Node("Gather", [Texts("class_names", classNames), best], OnnxAttribute.Int("axis", 0));
            none = Texts("no_class", [""]);
        }

        Node("Where", [refused, none, answer], name);
        var type = new TypeProto.Types.Tensor
        {
            ElemType = (int)(classNames.Count == 0 ? DataType.Int64 : DataType.String).ToOnnx(),
            Shape = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dimension { DimParam = _batch ?? OnnxDimension.BatchName } } },
        };
        _graph.Output.Add(new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = type } });
    }

    private static void Insert<T>(RepeatedField<T> all, IEnumerable<T> first)
    {
        T[] later = [.. all];
        all.Clear();
        all.AddRange(first);
        all.AddRange(later);
    }

    /// <summary>The names of all values and nodes, those in the graphs of loops and branches too.</summary>
    private static IEnumerable<string> NamesIn(GraphProto graph) => graph.Input.Concat(graph.Output).Concat(graph.ValueInfo).Select(value => value.Name)
        .Concat(graph.Initializer.Select(tensor => tensor.Name))
        .Concat(graph.Node.SelectMany(node => node.Input.Concat(node.Output).Append(node.Name).Concat(Graphs(node).SelectMany(NamesIn))))
        .Where(name => name.Length > 0);

    private static IEnumerable<GraphProto> Graphs(NodeProto node) =>
        node.Attribute.SelectMany(attribute => attribute.G is null ? attribute.Graphs : attribute.Graphs.Append(attribute.G));

    private static void Rename(GraphProto graph, Dictionary<string, string> names)
    {
        string New(string name) => names.GetValueOrDefault(name, name);
        foreach (var value in graph.Input.Concat(graph.Output).Concat(graph.ValueInfo))
        {
            value.Name = New(value.Name);
        }

        foreach (var tensor in graph.Initializer)
        {
            tensor.Name = New(tensor.Name);
        }

        foreach (var node in graph.Node)
        {
            node.Name = New(node.Name);
            for (var i = 0; i < node.Input.Count; i++)
            {
                node.Input[i] = New(node.Input[i]);
            }

            for (var i = 0; i < node.Output.Count; i++)
            {
                node.Output[i] = New(node.Output[i]);
            }

            foreach (var inner in Graphs(node))
            {
                Rename(inner, names);
            }
        }
    }

    private void RenameBatch(GraphProto front)
    {
        foreach (var dimension in front.Input.SelectMany(input => input.Type.TensorType.Shape.Dim).Where(dimension => dimension.DimParam == OnnxDimension.BatchName))
        {
            dimension.DimParam = string.IsNullOrEmpty(_batch) ? OnnxDimension.BatchName : _batch;
        }
    }

    private string Unused(string wanted)
    {
        var name = wanted;
        for (var i = 1; !_names.Add(name); i++)
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{wanted}_{i}");
        }

        return name;
    }

    private string Node(string operation, IReadOnlyList<string> inputs, params ReadOnlySpan<OnnxAttribute> attributes)
    {
        var output = Unused("answer." + operation);
        return Node(operation, inputs, output, attributes);
    }

    private string Node(string operation, IReadOnlyList<string> inputs, string output, params ReadOnlySpan<OnnxAttribute> attributes)
    {
        var node = new NodeProto { Name = Unused("answer." + operation), OpType = operation, Output = { output } };
        node.Input.AddRange(inputs);
        foreach (var attribute in attributes)
        {
            node.Attribute.Add(attribute.Proto);
        }

        _graph.Node.Add(node);
        return output;
    }

    private string Initializer(string wanted, DataType type, ReadOnlySpan<byte> bytes, int length)
    {
        var tensor = new TensorProto { Name = Unused("answer." + wanted), DataType = (int)type.ToOnnx(), Dims = { length }, RawData = ByteString.CopyFrom(bytes) };
        _graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    private string Texts(string wanted, IReadOnlyList<string> texts)
    {
        var tensor = new TensorProto { Name = Unused("answer." + wanted), DataType = (int)DataType.String.ToOnnx(), Dims = { texts.Count } };
        tensor.StringData.AddRange(texts.Select(text => ByteString.CopyFrom(text, Encoding.UTF8)));
        _graph.Initializer.Add(tensor);
        return tensor.Name;
    }
}
