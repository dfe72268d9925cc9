using Atelier.Onnx;

namespace Atelier.Training;

/// <summary>Takes out of a graph what no output needs.</summary>
internal static class UnusedParts
{
    public static void Remove(GraphProto graph)
    {
        var needed = graph.Output.Select(output => output.Name).ToHashSet();
        var kept = new List<NodeProto>();
        foreach (var node in graph.Node.Reverse())
        {
            if (node.Output.Any(needed.Contains))
            {
                kept.Add(node);
                needed.UnionWith(node.Input);
            }
        }

        kept.Reverse();
        graph.Node.Clear();
        graph.Node.AddRange(kept);
        var weights = graph.Initializer.Where(weight => needed.Contains(weight.Name)).ToArray();
        graph.Initializer.Clear();
        graph.Initializer.AddRange(weights);
    }
}
