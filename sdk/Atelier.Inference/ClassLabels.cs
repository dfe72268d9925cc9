using Atelier.Onnx;
using Atelier.Packaging;
using Atelier.Prediction;
using Google.Protobuf;

namespace Atelier.Inference;

/// <summary>The label of each row, found beside the graph instead of in it: the name or number of the class with the highest score.</summary>
/// <remarks>
/// A graph with its preprocessing ends in five small operations that look a label up. ONNX Runtime takes longer over them, and over a copy
/// of every text, than over a small model; and text keeps outputs from being bound. Where the graph has exactly these operations, they are
/// taken out of the copy that is run, and the same is done here.
/// </remarks>
internal sealed class ClassLabels
{
    private readonly TensorSpec _spec;
    private readonly TensorSpec _scores;
    private readonly string[]? _names;

    private ClassLabels(TensorSpec spec, TensorSpec scores, string[]? names)
    {
        _spec = spec;
        _scores = scores;
        _names = names;
    }

    /// <summary>Takes the operations of a label out of a graph.</summary>
    /// <param name="graph">The graph; its last output may be a label of its first.</param>
    /// <param name="model">What its file holds; it is changed where there is a label.</param>
    /// <returns>The labels and the graph without them; null where the graph has none that are made in this way.</returns>
    public static (ClassLabels Labels, OnnxGraph Graph)? TakeFrom(OnnxGraph graph, ModelProto model)
    {
        if (graph.Outputs is not [{ DataType: DataType.Float32, Shape: [-1, > 1] } scores, .., { DataType: DataType.String or DataType.Int64, Shape: [-1] } label])
        {
            return null;
        }

        var nodes = model.Graph.Node;
        var makers = new Dictionary<string, NodeProto>();
        foreach (var node in nodes)
        {
            foreach (var output in node.Output.Where(output => output.Length > 0))
            {
                makers[output] = node;
            }
        }

        NodeProto? Maker(string value, string operation, int inputs) =>
            makers.GetValueOrDefault(value) is { Domain: "" } node && node.OpType == operation && node.Input.Count == inputs && node.Output.Count == 1 ? node : null;

        // The scores of a refused row are NaN by an addition of what the label calls refused.
        var chosen = Maker(label.Name, "Where", 3);
        var refused = chosen is null ? null : Maker(chosen.Input[0], "IsNaN", 1);
        var flat = refused is null ? null : Maker(refused.Input[0], "Reshape", 2);
        var guarded = Maker(scores.Name, "Add", 2);
        var named = label.DataType == DataType.String && chosen is not null ? Maker(chosen.Input[2], "Gather", 2) : null;
        var best = chosen is null ? null : Maker(named?.Input[1] ?? chosen.Input[2], "ArgMax", 1);
        if (flat is null || guarded is null || best is null || guarded.Input[1] != flat.Input[0] || best.Input[0] != scores.Name
            || !Attributes(best).SequenceEqual([("axis", 1), ("keepdims", 0)])
            || (label.DataType == DataType.String) != (named is not null) || (named is not null && !Attributes(named).SequenceEqual([("axis", 0)])))
        {
            return null;
        }

        var constants = model.Graph.Initializer.ToDictionary(tensor => tensor.Name);
        var names = named is null ? null : constants.GetValueOrDefault(named.Input[0]);
        if (!IsNone(constants.GetValueOrDefault(chosen!.Input[1]), label.DataType) || !IsNone(constants.GetValueOrDefault(flat.Input[1]), DataType.Int64)
            || (named is not null && names?.StringData.Count != scores.Shape[1]))
        {
            return null;
        }

        NodeProto?[] taken = [chosen, refused, flat, named, best];
        foreach (var node in taken.OfType<NodeProto>())
        {
            nodes.Remove(node);
        }

        model.Graph.Output.Remove(model.Graph.Output.First(output => output.Name == label.Name));
        return IsUsed(model.Graph, taken.OfType<NodeProto>().Select(node => node.Output[0]).ToHashSet())
            ? null
            : (new ClassLabels(label, scores, names is null ? null : [.. names.StringData.Select(name => name.ToStringUtf8())]),
                graph with { Bytes = model.ToByteArray(), Outputs = [.. graph.Outputs.SkipLast(1)] });
    }

    /// <summary>The label of each row of scores; none for a row of NaN, which was refused.</summary>
    /// <exception cref="InvalidOperationException">The graph gave other scores than its file says.</exception>
    public NamedTensor Of(NamedTensor scores)
    {
        if (scores.Shape is not [var rows, var classes] || classes != _scores.Shape[1])
        {
            throw new InvalidOperationException($"The graph answered {scores}; its file says {_scores}. Export the model again.");
        }

        var values = scores.Values<float>().Span;
        var best = new long[rows];
        for (var row = 0; row < rows; row++)
        {
            best[row] = Best(values.Slice(row * classes, classes));
        }

        return _names is null
            ? NamedTensor.Create<long>(_spec.Name, best, rows)
            : NamedTensor.Create<string>(_spec.Name, Array.ConvertAll(best, at => at < 0 ? "" : _names[at]), rows);
    }

    /// <summary>The first place of the highest score; -1 where all are NaN.</summary>
    private static int Best(ReadOnlySpan<float> scores)
    {
        var best = -1;
        for (var i = 0; i < scores.Length; i++)
        {
            if (best < 0 ? !float.IsNaN(scores[i]) : scores[i] > scores[best])
            {
                best = i;
            }
        }

        return best;
    }

    private static IEnumerable<(string Name, long Value)> Attributes(NodeProto node) =>
        node.Attribute.Select(attribute => (attribute.Name, attribute.I)).OrderBy(attribute => attribute.Name, StringComparer.Ordinal);

    /// <summary>Whether a constant says that there is no class: an empty text or -1.</summary>
    private static bool IsNone(TensorProto? constant, DataType type) => constant is { Dims: [1] } && (type == DataType.String
        ? constant.StringData is [{ IsEmpty: true }]
        : constant.RawData.Span.SequenceEqual(BitConverter.GetBytes(-1L)) && BitConverter.IsLittleEndian);

    private static bool IsUsed(GraphProto graph, HashSet<string> values) =>
        graph.Output.Any(output => values.Contains(output.Name))
        || graph.Node.Any(node => node.Input.Any(values.Contains)
            || node.Attribute.Any(attribute => (attribute.G is not null && IsUsed(attribute.G, values)) || attribute.Graphs.Any(inner => IsUsed(inner, values))));
}
