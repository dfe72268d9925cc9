using System.Globalization;
using Atelier.Onnx;

namespace Atelier.Training;

/// <summary>Writes the traces of one forward as an ONNX graph.</summary>
/// <param name="graph">Takes the operations.</param>
/// <param name="traces">The same forward at several sizes.</param>
internal sealed class GraphLowering(OnnxGraphBuilder graph, IReadOnlyList<Trace> traces)
{
    private readonly Dictionary<string, Argument> _values = [];
    private readonly SizeSolver _sizes = new();
    private readonly List<IReadOnlyList<OnnxValue>> _probes = [];
    private int _operation;

    /// <summary>The values that stand for the results of parts of the model, in the order of their probes.</summary>
    public IReadOnlyList<IReadOnlyList<OnnxValue>> Probes => _probes;

    /// <summary>Writes everything, and gives the value of each result.</summary>
    /// <param name="inputs">The graph's inputs in the order of the forward's.</param>
    public IReadOnlyList<OnnxValue> Write(IReadOnlyList<OnnxValue> inputs)
    {
        NameSizes(inputs);
        for (var at = 0; at < traces[0].Nodes.Count - 1; at++)
        {
            Write(at, inputs);
        }

        return [.. traces[0].Results.Select(name => ((Argument.Array)_values[name]).Slot.Read())];
    }

    /// <summary>The lengths of one tensor over all traces; null where they vary.</summary>
    public long?[] FixedLengths(IReadOnlyList<long[]> shapes) =>
        [.. Enumerable.Range(0, shapes[0].Length).Select(axis => shapes.All(shape => shape[axis] == shapes[0][axis]) ? shapes[0][axis] : (long?)null)];

    /// <summary>True where an operation takes a recorded value, or it is returned.</summary>
    public bool IsUsed(string name) => traces[0].Nodes.Any(node => node.Inputs.Contains(name));

    /// <summary>The dimensions of a tensor with these shapes in the traces.</summary>
    public OnnxDimension[] Dimensions(IReadOnlyList<long[]> shapes) =>
        [.. Enumerable.Range(0, shapes[0].Length).Select(axis => _sizes.Dimension([.. shapes.Select(shape => (double)shape[axis])]))];

    /// <summary>A whole number as a list of one.</summary>
    public OnnxValue Size(Argument.Number number, OnnxLayer layer) => _sizes.Write(number.Values, layer) ?? throw Unexplained(number, layer);

    /// <summary>Whole numbers as one list.</summary>
    public OnnxValue Sizes(IReadOnlyList<Argument.Number> numbers, OnnxLayer layer) =>
        numbers.All(number => number.IsFixed) ? layer.Constant([.. numbers.Select(number => (long)number.Values[0])])
        : numbers.Count == 1 ? Size(numbers[0], layer)
        : layer.Add("Concat", [.. numbers.Select(number => Size(number, layer))], [OnnxAttribute.Int("axis", 0)]);

    /// <summary>A number that follows from the sizes, without dimensions.</summary>
    public OnnxValue Number(Argument.Number number, OnnxLayer layer)
    {
        if (number.IsInteger)
        {
            return layer.Add("Squeeze", [Size(number, layer)]);
        }

        return _sizes.WriteFloat(number.Values, layer) ?? throw Unexplained(number, layer);
    }

    private static OnnxExportException Unexplained(Argument.Number number, OnnxLayer layer) => layer.Error(
        $"the number {string.Join(", ", number.Values.Select(value => value.ToString(CultureInfo.InvariantCulture)))} changes with the size of the inputs in a way that follows from no shape. "
        + "Compute it from one length (a multiple, fraction, sum or square root), or fix that axis: leave its name out of OnnxInput.");

    private static bool IsView(string kind) => kind is "aten::view" or "aten::select" or "aten::slice" or "aten::narrow" or "aten::transpose" or "aten::permute" or "aten::t"
        or "aten::unsqueeze" or "aten::squeeze" or "aten::alias" or "aten::detach" or "aten::swapaxes" or "aten::swapdims" or "aten::movedim" or "aten::moveaxis"
        or "aten::numpy_T" or "aten::mT" or "aten::mH" or "aten::adjoint" or "aten::diagonal" or "aten::unfold" or "aten::view_as" or "aten::expand" or "aten::expand_as"
        or "aten::broadcast_to";

    private void NameSizes(IReadOnlyList<OnnxValue> inputs)
    {
        var leaves = traces.Select(trace => trace.Leaves.Values.Where(leaf => leaf.Input is not null).OrderBy(leaf => leaf.Input).ToArray()).ToArray();
        for (var i = 0; i < leaves[0].Length; i++)
        {
            for (var axis = 0; axis < inputs[i].Rank; axis++)
            {
                if (inputs[i].Shape[axis].Name is { } name)
                {
                    _sizes.Name([.. leaves.Select(found => (double)found[i].Tensor.shape[axis])], name);
                }
            }

            _sizes.Register(inputs[i], [.. leaves.Select(found => found[i].Tensor.shape)]);
        }
    }

    private void Write(int at, IReadOnlyList<OnnxValue> inputs)
    {
        var nodes = traces.Select(trace => trace.Nodes[at]).ToArray();
        var node = nodes[0];
        switch (node.Kind)
        {
            case TracedNode.LeafKind:
                WriteLeaf(node, inputs);
                break;
            case TracedNode.ConstantKind:
                _values[node.Outputs[0].Name] = Constant(nodes);
                break;
            case "prim::ListConstruct":
                _values[node.Outputs[0].Name] = new Argument.Items([.. node.Inputs.Select(name => _values[name])]);
                break;
            case "prim::ListUnpack":
                var items = ((Argument.Items)_values[node.Inputs[0]]).Values;
                foreach (var (index, output) in node.Outputs.Index())
                {
                    _values[output.Name] = items[index];
                    Describe(nodes, index);
                }

                break;
            case TracedNode.CustomKind:
                WriteCustom(nodes);
                break;
            default:
                WriteOperation(nodes);
                break;
        }
    }

    private void WriteLeaf(TracedNode node, IReadOnlyList<OnnxValue> inputs)
    {
        var name = node.Outputs[0].Name;
        var leaf = traces[0].Leaves[name];
        var layer = new OnnxLayer(graph, leaf.Source);
        _values[name] = new Argument.Array(leaf.Input is { } input
            ? new TensorSlot(inputs[input])
            : new TensorSlot(() => layer.AddTensorNamed(leaf.Name, leaf.Tensor)) { Leaf = leaf });
    }

    private Argument Constant(IReadOnlyList<TracedNode> nodes)
    {
        var (name, type) = nodes[0].Outputs[0];
        if (type.IsTensor)
        {
            return ConstantTensor(name);
        }

        var text = nodes[0].Constant;
        return type.Text switch
        {
            "int" or "float" when text is not null => new Argument.Number([.. nodes.Select(node => Parse(node.Constant!))], type.Text == "int"),
            "bool" => new Argument.Flag(text == "1"),
            "str" or "Device" => new Argument.Text(text!.Trim('"')),
            _ => new Argument.None(),
        };
    }

    /// <summary>A tensor that the forward made of data: a constant, or numbers that follow from the sizes.</summary>
    private Argument.Array ConstantTensor(string name)
    {
        var tensors = traces.Select(trace => trace.Constants[name]).ToArray();
        var layer = new OnnxLayer(graph, new TraceSource("", "", null));
        var varies = tensors.Any(tensor => !tensor.shape.AsSpan().SequenceEqual(tensors[0].shape) || !tensor.bytes.SequenceEqual(tensors[0].bytes));
        if (!varies)
        {
            return new Argument.Array(new TensorSlot(() => layer.AddTensorNamed("constant", tensors[0])) { Leaf = new TraceLeaf("constant", tensors[0], null) });
        }

        var source = traces[0].Sources[Math.Min(_operation, traces[0].Sources.Count - 1)];
        if (tensors.Any(tensor => tensor.numel() != tensors[0].numel() || tensor.dim() > 1 || tensor.numel() > 16))
        {
            throw OnnxExportException.At(
                source,
                $"a tensor made of C# data, of shape {Check.Show(tensors[0].shape)}, changes with the size or content of the inputs; a graph holds one. "
                + "Make it with tensor operations (torch.arange, torch.zeros, torch.where), or fix that axis: leave its name out of OnnxInput.");
        }

        using var scope = TorchSharp.torch.NewDisposeScope();
        var isInteger = tensors[0].is_integral();
        var columns = tensors.Select(tensor => tensor.to(TorchSharp.torch.ScalarType.Float64).data<double>().ToArray()).ToArray();
        var numbers = Enumerable.Range(0, columns[0].Length).Select(i => new Argument.Number([.. columns.Select(column => column[i])], isInteger)).ToArray();
        var type = OnnxLayer.TypeOf(tensors[0].dtype) ?? throw OnnxExportException.At(source, $"a tensor of {tensors[0].dtype} is made of C# data.");
        var place = new OnnxLayer(graph, source);
        var value = tensors[0].dim() == 0
            ? Number(numbers[0], place)
            : isInteger ? Sizes(numbers, place) : place.Add("Concat", [.. numbers.Select(number => place.Add("Unsqueeze", [Number(number, place), place.Constant(0)]))], [OnnxAttribute.Int("axis", 0)]);
        if (value.Type != type)
        {
            value = place.Add("Cast", [value], [OnnxAttribute.Int("to", (int)type.ToOnnx())], type);
        }

        return new Argument.Array(new TensorSlot(value with { Shape = Dimensions([.. tensors.Select(tensor => tensor.shape)]) }));
    }

    private void WriteCustom(IReadOnlyList<TracedNode> nodes)
    {
        var node = nodes[0];
        var number = (int)((Argument.Number)_values[node.Inputs[0]]).Values[0];
        OnnxValue[] arguments = [.. node.Inputs.Skip(1).Select(name => ((Argument.Array)_values[name]).Slot.Read())];
        if (number < 0)
        {
            _probes.Add(arguments);
            return;
        }

        var custom = traces[0].Customs[number];
        var layer = new OnnxLayer(graph, custom.Source);
        var results = custom.Write(layer, arguments);
        if (results.Count != node.Outputs.Count)
        {
            throw layer.Error($"its converter returned {results.Count} values; expected {node.Outputs.Count}, one for each tensor of its forward.");
        }

        foreach (var (index, (name, _)) in node.Outputs.Index())
        {
            _values[name] = new Argument.Array(new TensorSlot(results[index]));
            Describe(nodes, index);
        }
    }

    private void WriteOperation(IReadOnlyList<TracedNode> nodes)
    {
        var node = nodes[0];
        var source = traces[0].Sources[_operation++];
        var layer = new OnnxLayer(graph, source);
        var arguments = node.Inputs.Select(name => _values[name]).ToArray();
        TracedType[][] types = [.. node.Outputs.Select((_, index) => nodes.Select(traced => traced.Outputs[index].Type).ToArray())];

        var items = Items(nodes);

        AtenCall Call(params IReadOnlyList<Argument> given)
        {
            var call = new AtenCall(node, given, types, items, this, layer);
            AtenOperations.Write(call);
            return call;
        }

        // The result that the same call gives for another first argument.
        Func<OnnxValue, OnnxValue> Take(int result) => whole => Call([new Argument.Array(new TensorSlot(whole)), .. arguments[1..]]).Returned[result];

        var first = Call(arguments);
        if (node.Outputs[0].Type.Text == "Tensor[]")
        {
            var slots = first.Returned.Select((value, index) => arguments[0] is Argument.Array { Slot: var whole } && !node.Kind.StartsWith("aten::unsafe_", StringComparison.Ordinal)
                ? new TensorSlot(value, whole, () => Call(arguments).Returned[index], ViewWriting.ByPlaces(layer, Take(index)))
                : new TensorSlot(value));
            _values[node.Outputs[0].Name] = new Argument.Items([.. slots.Select(slot => new Argument.Array(slot))]);
            return;
        }

        if (node.Kind.EndsWith('_') && !node.Kind.EndsWith("__", StringComparison.Ordinal))
        {
            WriteInPlace(nodes, arguments, Shaped(first.Returned[0], types[0]), layer);
            return;
        }

        foreach (var (index, (name, type)) in node.Outputs.Index())
        {
            var value = Shaped(first.Returned[index], types[index]);
            var slot = new TensorSlot(value);
            if (arguments.Length > 0 && arguments[0] is Argument.Array { Slot: var of } && LooksAt(node, of))
            {
                slot = new TensorSlot(value, of, () => Shaped(Call(arguments).Returned[index], types[index]), ViewWriting.For(first, layer, Take(index)));
                slot.TransposedFrom = node.Kind == "aten::t" || IsMatrixTransposition(first, node) ? of : null;
            }

            _values[name] = new Argument.Array(slot);
            _sizes.Register(value, [.. types[index].Select(found => found.Shape!)]);
        }
    }

    /// <summary>The types of the tensors of a list, which the node behind it takes apart.</summary>
    private TracedType[][] Items(IReadOnlyList<TracedNode> nodes)
    {
        if (nodes[0].Outputs[0].Type.Text != "Tensor[]")
        {
            return [];
        }

        var unpacked = traces.Select((trace, at) => trace.Nodes.FirstOrDefault(other => other.Kind == "prim::ListUnpack" && other.Inputs[0] == nodes[at].Outputs[0].Name)).ToArray();
        return unpacked[0] is null ? [] : [.. unpacked[0]!.Outputs.Select((_, index) => unpacked.Select(other => other!.Outputs[index].Type).ToArray())];
    }

    private static bool IsMatrixTransposition(AtenCall call, TracedNode node) =>
        node.Kind == "aten::transpose" && call.Rank == 2 && call.Axis(call.Int(1), 2) != call.Axis(call.Int(2), 2);

    /// <summary>True where a result shares the memory of the first argument.</summary>
    private bool LooksAt(TracedNode node, TensorSlot of)
    {
        if (IsView(node.Kind))
        {
            return true;
        }

        // These give the same memory where they can: without a copy, a contiguous tensor stays as it is.
        var source = traces[0].Nodes.FirstOrDefault(other => other.Outputs.Any(output => output.Name == node.Inputs[0]));
        return node.Kind is "aten::reshape" or "aten::flatten" or "aten::unflatten" && source?.Outputs.First(output => output.Name == node.Inputs[0]).Type.IsContiguous == true && of is not null;
    }

    private void WriteInPlace(IReadOnlyList<TracedNode> nodes, Argument[] arguments, OnnxValue value, OnnxLayer layer)
    {
        var slot = ((Argument.Array)arguments[0]).Slot;
        for (var owner = slot; owner is not null; owner = owner.Base)
        {
            if (owner.Leaf is { Input: null, Name: not "constant" } leaf)
            {
                throw layer.Error($"`{nodes[0].Kind}` changes `{leaf.Name}` of the model at every call; an ONNX graph keeps nothing between calls. Change a copy: clone() it first.");
            }
        }

        slot.Write(value);
        _values[nodes[0].Outputs[0].Name] = new Argument.Array(slot);
        _sizes.Register(value, [.. nodes.Select(node => node.Outputs[0].Type.Shape!)]);
    }

    private void Describe(IReadOnlyList<TracedNode> nodes, int index)
    {
        var (name, type) = nodes[0].Outputs[index];
        if (_values[name] is Argument.Array { Slot: var slot } && type.IsTensor && slot.Base is null)
        {
            var value = Shaped(slot.Read(), [.. nodes.Select(node => node.Outputs[index].Type)]);
            _values[name] = new Argument.Array(new TensorSlot(value));
            _sizes.Register(value, [.. nodes.Select(node => node.Outputs[index].Type.Shape!)]);
        }
        else if (_values[name] is Argument.Array { Slot: var view } && type.IsTensor)
        {
            view.Describe(Shaped(view.Read(), [.. nodes.Select(node => node.Outputs[index].Type)]));
            _sizes.Register(view.Read(), [.. nodes.Select(node => node.Outputs[index].Type.Shape!)]);
        }
    }

    private OnnxValue Shaped(OnnxValue value, IReadOnlyList<TracedType> types) => types[0].Shape is null
        ? value
        : value with { Shape = Dimensions([.. types.Select(type => type.Shape!)]), Type = types[0].Elements ?? value.Type };

    private static double Parse(string text) => text switch
    {
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        "nan" or "-nan" => double.NaN,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };
}
