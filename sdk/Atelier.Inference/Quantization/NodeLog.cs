using Atelier.Onnx;

namespace Atelier.Inference;

/// <summary>Keeps what became of the nodes while a graph is rewritten.</summary>
internal sealed class NodeLog
{
    private readonly HashSet<string> _exclude;

    /// <summary>Begins a log.</summary>
    /// <param name="nodes">The graph's nodes.</param>
    /// <param name="exclude">The names of those that stay as they are.</param>
    /// <exception cref="ArgumentException">The graph has no node of such a name.</exception>
    public NodeLog(IReadOnlyList<NodeProto> nodes, IReadOnlyList<string> exclude)
    {
        _exclude = [.. exclude];
        string[] names = [.. nodes.Select(GraphEdit.NameOf)];
        if (exclude.Except(names).ToArray() is { Length: > 0 } unknown)
        {
            throw new ArgumentException(
                $"`Exclude` names {string.Join(", ", unknown.Select(name => $"`{name}`"))}; the graph has {string.Join(", ", names.Take(40).Select(name => $"`{name}`"))}"
                + $"{(names.Length > 40 ? $" and {names.Length - 40} more" : "")}. Take the names from the report.",
                "options");
        }
    }

    public List<NodeTreatment> Nodes { get; } = [];

    public List<string> Notes { get; } = [];

    /// <summary>Why a node is not even looked at; null when it is.</summary>
    public string? Untouchable(NodeProto node) => _exclude.Contains(GraphEdit.NameOf(node)) ? "it is excluded"
        : GraphEdit.IsPreprocessing(node) ? "it prepares the rows"
        : GraphEdit.Inner(node).Length > 0 ? "its inner graphs are not changed"
        : null;

    public void Changed(NodeProto node, string how) => Nodes.Add(new NodeTreatment(GraphEdit.NameOf(node), node.OpType, true, how));

    public void Left(NodeProto node, string why) => Nodes.Add(new NodeTreatment(GraphEdit.NameOf(node), node.OpType, false, why));
}
