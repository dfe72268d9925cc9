using System.Globalization;
using Atelier.Onnx;

namespace Atelier.Packaging;

/// <summary>In what two ONNX graphs differ: versions, nodes and weights.</summary>
internal static class GraphDiff
{
    public static IEnumerable<PackageChange> Between(OnnxGraph first, OnnxGraph second)
    {
        if (first.Bytes.Span.SequenceEqual(second.Bytes.Span) && SameFiles(first, second))
        {
            return [];
        }

        var (before, after) = (GraphSummary.Parse(first), GraphSummary.Parse(second));
        var (old, now) = (GraphSummary.Of(first), GraphSummary.Of(second));
        List<PackageChange> changes =
        [
            .. Values("producer", old.Producer, now.Producer),
            .. Maps("opset", old.Opsets, now.Opsets),
            .. Maps("nodes of", old.Operations, now.Operations),
            .. Nodes(before.Graph, after.Graph),
            .. Weights(first, second, before.Graph, after.Graph),
        ];
        if (changes.Count == 0)
        {
            changes.Add(new PackageChange("graph", "bytes", Size(first.Bytes), Size(second.Bytes)));
        }

        return changes;
    }

    private static bool SameFiles(OnnxGraph first, OnnxGraph second) => first.DataFiles.Count == second.DataFiles.Count
        && first.DataFiles.Zip(second.DataFiles).All(pair => pair.First.Name == pair.Second.Name && pair.First.Bytes.Span.SequenceEqual(pair.Second.Bytes.Span));

    private static IEnumerable<PackageChange> Values(string name, string? before, string? after) =>
        before == after ? [] : [new PackageChange("graph", name, before, after)];

    private static IEnumerable<PackageChange> Maps<T>(string what, IReadOnlyDictionary<string, T> before, IReadOnlyDictionary<string, T> after)
        where T : IFormattable => before.Keys.Union(after.Keys).SelectMany(name => Values(
            $"{what} {name}",
            before.TryGetValue(name, out var old) ? old.ToString(null, CultureInfo.InvariantCulture) : null,
            after.TryGetValue(name, out var now) ? now.ToString(null, CultureInfo.InvariantCulture) : null));

    private static IEnumerable<PackageChange> Nodes(GraphProto before, GraphProto after)
    {
        var (old, now) = (ByName(before), ByName(after));
        return old.Keys.Union(now.Keys)
            .Select(name => (Name: name, Old: old.GetValueOrDefault(name), Now: now.GetValueOrDefault(name)))
            .Where(node => !Equals(node.Old, node.Now))
            .Select(node => new PackageChange("graph", $"node {node.Name}", Show(node.Old), Show(node.Now)));
    }

    // Names of nodes are optional; those of what they make are not.
    private static Dictionary<string, NodeProto> ByName(GraphProto graph)
    {
        var nodes = new Dictionary<string, NodeProto>();
        foreach (var node in graph.Node)
        {
            nodes.TryAdd(node.Name.Length > 0 ? node.Name : string.Join(", ", node.Output), node);
        }

        return nodes;
    }

    private static string? Show(NodeProto? node)
    {
        if (node is null)
        {
            return null;
        }

        var text = $"{node.OpType}({string.Join(", ", node.Input)}) -> {string.Join(", ", node.Output)}";
        return node.Attribute.Count == 0 ? text : $"{text} {string.Join(", ", node.Attribute.Select(attribute => attribute.ToString()))}";
    }

    private static IEnumerable<PackageChange> Weights(OnnxGraph first, OnnxGraph second, GraphProto before, GraphProto after)
    {
        var old = before.Initializer.ToLookup(tensor => tensor.Name);
        var now = after.Initializer.ToLookup(tensor => tensor.Name);
        foreach (var name in old.Concat(now).Select(group => group.Key).Distinct())
        {
            var (was, @is) = (old[name].FirstOrDefault(), now[name].FirstOrDefault());
            if (was is null || @is is null || was.DataType != @is.DataType || !was.Dims.SequenceEqual(@is.Dims))
            {
                yield return new PackageChange("weights", name, Show(was), Show(@is));
                continue;
            }

            var (changed, largest) = WeightValues.Compare(was, first, @is, second);
            if (changed > 0)
            {
                yield return new PackageChange(
                    "weights", name, Show(was), string.Create(CultureInfo.InvariantCulture, $"{changed:N0} elements changed"), largest);
            }
        }
    }

    private static string? Show(TensorProto? tensor) =>
        tensor is null ? null : $"{TypeName(tensor)} {Check.Show([.. tensor.Dims])}";

    private static string TypeName(TensorProto tensor) =>
        OnnxTypes.FromOnnx(tensor.DataType) is { } type ? Prediction.DataTypes.ToProtocolName(type) : $"{(TensorProto.Types.DataType)tensor.DataType}";

    private static string Size(ReadOnlyMemory<byte> bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes.Length:N0} bytes");
}
