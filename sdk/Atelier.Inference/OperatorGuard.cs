using Atelier.Onnx;

namespace Atelier.Inference;

/// <summary>Settings of operations that ONNX Runtime 1.31 does not check before it computes with them, and that end its process.</summary>
internal static class OperatorGuard
{
    private const int DeepestTree = 1000;

    // Settings that are 64-bit numbers in ONNX Runtime too; the others are cut to 32 bits, where 2 to the power of 32 becomes 0.
    private static readonly HashSet<string> Wide =
    [
        "starts", "ends", "value_int", "value_ints", "keys_int64s", "values_int64s", "default_int64", "cats_int64s", "classlabels_int64s", "classlabels_ints",
        "pool_int64s", "pool_int64", "int64_vocabulary", "ignore_index", "seed", "replaced_value_int64", "imputed_value_int64s",
    ];

    // Settings that decide, and that a function may therefore not take from who calls it.
    private static readonly Dictionary<string, string[]> Decisive = new()
    {
        ["GatherND"] = ["batch_dims"],
        ["Split"] = ["num_outputs"],
        ["RandomUniform"] = ["low", "high"],
        ["RandomUniformLike"] = ["low", "high"],
        ["RandomNormal"] = ["mean", "scale"],
        ["RandomNormalLike"] = ["mean", "scale"],
        ["TreeEnsemble"] = TreeSettings,
        ["TreeEnsembleClassifier"] = TreeSettings,
        ["TreeEnsembleRegressor"] = TreeSettings,
    };

    private static string[] TreeSettings =>
        ["nodes_nodeids", "nodes_treeids", "nodes_truenodeids", "nodes_falsenodeids", "nodes_modes", "nodes_trueleafs", "nodes_falseleafs"];

    /// <summary>What is wrong with a node, as the end of a sentence; null where nothing is.</summary>
    public static string? WhyNot(NodeProto node)
    {
        foreach (var attribute in node.Attribute)
        {
            if (WhyNot(attribute) is { } wrong)
            {
                return wrong;
            }

            if (attribute.RefAttrName.Length > 0 && Decisive.TryGetValue(node.OpType, out var decisive) && decisive.Contains(attribute.Name))
            {
                return $"takes its `{attribute.Name}` from who calls its function; expected a value";
            }
        }

        return node.OpType switch
        {
            "GatherND" when Whole(node, "batch_dims").Any(value => value < 0) => $"has batch_dims {Whole(node, "batch_dims").Min()}; expected 0 or more",
            "Split" when Whole(node, "num_outputs").Any(value => value != node.Output.Count) =>
                $"has num_outputs {Whole(node, "num_outputs").First(value => value != node.Output.Count)} and {node.Output.Count} outputs",
            "RandomUniform" or "RandomUniformLike" => WhyNoUniform(node),
            "RandomNormal" or "RandomNormalLike" when Real(node, "scale", 1).Any(value => value is not (> 0 and < float.PositiveInfinity))
                || Real(node, "mean", 0).Any(value => !float.IsFinite(value)) => "draws from a distribution whose mean is not finite or whose scale is not above 0",
            // It takes every matrix for a square one, and a file cannot promise that.
            "Inverse" when node.Domain == "com.microsoft" => "reads outside of matrices that are not square; expected another way to solve equations",
            "TreeEnsembleClassifier" or "TreeEnsembleRegressor" => WhyNoTrees(NodesById(node)),
            "TreeEnsemble" => WhyNoTrees(NodesByPlace(node)),
            _ => null,
        };
    }

    /// <summary>What is wrong with a setting by itself, as the end of a sentence; null where nothing is.</summary>
    public static string? WhyNot(AttributeProto attribute)
    {
        if (Wide.Contains(attribute.Name))
        {
            return null;
        }

        if (Wide.Contains(attribute.RefAttrName))
        {
            return $"takes its `{attribute.Name}` from `{attribute.RefAttrName}` of who calls its function, which may be any number";
        }

        foreach (var value in attribute.Ints.Append(attribute.I))
        {
            if (value is < int.MinValue or > int.MaxValue)
            {
                return $"has {value} in `{attribute.Name}`; expected numbers of 32 bits";
            }
        }

        return null;
    }

    private static string? WhyNoUniform(NodeProto node)
    {
        var (low, high) = (Real(node, "low", 0), Real(node, "high", 1));
        return low.Concat(high).All(float.IsFinite) && low.Max() <= high.Min()
            ? null
            : $"draws numbers from {string.Join(", ", low)} to {string.Join(", ", high)}; expected finite limits in order";
    }

    /// <summary>Trees are built by a recursion, which takes the process with it where they are too deep.</summary>
    private static string? WhyNoTrees(List<int>[] children)
    {
        var parents = new int[children.Length];
        foreach (var child in children.SelectMany(list => list))
        {
            parents[child]++;
        }

        var depth = new int[children.Length];
        var free = new Queue<int>(Enumerable.Range(0, children.Length).Where(node => parents[node] == 0));
        var done = 0;
        while (free.TryDequeue(out var node))
        {
            done++;
            foreach (var child in children[node])
            {
                depth[child] = Math.Max(depth[child], depth[node] + 1);
                if (--parents[child] == 0)
                {
                    free.Enqueue(child);
                }
            }
        }

        return done < children.Length ? "has a decision tree that leads back to where it began"
            : depth.Any(length => length > DeepestTree) ? $"has a decision tree of {depth.Max()} levels; expected at most {DeepestTree}"
            : null;
    }

    private static List<int>[] NodesById(NodeProto node)
    {
        var (trees, ids) = (Whole(node, "nodes_treeids"), Whole(node, "nodes_nodeids"));
        var count = Math.Min(trees.Length, ids.Length);
        var places = new Dictionary<(long Tree, long Node), int>();
        for (var i = 0; i < count; i++)
        {
            places.TryAdd((trees[i], ids[i]), i);
        }

        var modes = node.Attribute.Where(attribute => attribute.Name == "nodes_modes").SelectMany(attribute => attribute.Strings).ToArray();
        var children = Enumerable.Range(0, count).Select(_ => new List<int>()).ToArray();
        foreach (var next in new[] { Whole(node, "nodes_truenodeids"), Whole(node, "nodes_falsenodeids") })
        {
            for (var i = 0; i < Math.Min(count, next.Length); i++)
            {
                if ((i >= modes.Length || modes[i].ToStringUtf8() != "LEAF") && places.TryGetValue((trees[i], next[i]), out var child))
                {
                    children[i].Add(child);
                }
            }
        }

        return children;
    }

    private static List<int>[] NodesByPlace(NodeProto node)
    {
        (long[] Next, long[] Leafs)[] sides =
            [(Whole(node, "nodes_truenodeids"), Whole(node, "nodes_trueleafs")), (Whole(node, "nodes_falsenodeids"), Whole(node, "nodes_falseleafs"))];
        var children = Enumerable.Range(0, sides.Max(side => side.Next.Length)).Select(_ => new List<int>()).ToArray();
        foreach (var (next, leafs) in sides)
        {
            for (var i = 0; i < next.Length; i++)
            {
                if ((i >= leafs.Length || leafs[i] == 0) && next[i] >= 0 && next[i] < children.Length)
                {
                    children[i].Add((int)next[i]);
                }
            }
        }

        return children;
    }

    private static long[] Whole(NodeProto node, string name) =>
        [.. node.Attribute.Where(attribute => attribute.Name == name).SelectMany(attribute => attribute.HasI ? attribute.Ints.Append(attribute.I) : attribute.Ints)];

    /// <summary>The values of a setting; it may be there several times.</summary>
    private static float[] Real(NodeProto node, string name, float otherwise) =>
        [.. node.Attribute.Where(attribute => attribute.Name == name).Select(attribute => attribute.F).DefaultIfEmpty(otherwise)];
}
