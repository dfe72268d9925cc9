namespace Atelier.Training;

/// <summary>Finds forwards that do something else for other inputs.</summary>
internal static class TraceComparison
{
    /// <summary>Requires the same operations with the same settings for inputs of one size.</summary>
    /// <exception cref="OnnxExportException">The forward depends on the values of its input, or on chance.</exception>
    public static void EnsureSameValues(Trace first, Trace other)
    {
        var source = FirstDifference(first, other, (a, b) => IsSame(a, b) && a.Constant == b.Constant);
        if (source is null && !first.Constants.All(constant => constant.Value.shape.AsSpan().SequenceEqual(other.Constants[constant.Key].shape)
            && constant.Value.bytes.SequenceEqual(other.Constants[constant.Key].bytes)))
        {
            source = first.Sources.Count == 0 ? new TraceSource("", "", null) : first.Sources[0];
        }

        if (source is not null)
        {
            throw OnnxExportException.At(
                source,
                "its forward does something else for inputs of the same size with other values: it reads values out of a tensor (data, bytes, ToString) to branch, loop or compute, or it draws random numbers. "
                + "A graph cannot: keep the decision a tensor, as in torch.where(condition, a, b) or clamp().");
        }
    }

    /// <summary>Requires the same operations for inputs of several sizes; numbers may differ.</summary>
    /// <exception cref="OnnxExportException">A loop or branch depends on the length of an axis that varies.</exception>
    public static void EnsureSameOperations(Trace first, Trace other)
    {
        if (FirstDifference(first, other, IsSame) is { } source)
        {
            throw OnnxExportException.At(
                source,
                "its forward takes another way when the inputs have another size: a loop or a branch depends on the length of an axis that varies. "
                + "Fix that axis: leave its name out of OnnxInput.");
        }
    }

    private static bool IsSame(TracedNode a, TracedNode b) => a.Kind == b.Kind && a.Inputs.SequenceEqual(b.Inputs) && a.Outputs.Count == b.Outputs.Count;

    /// <summary>Where the operation that differs first was called; null for none.</summary>
    private static TraceSource? FirstDifference(Trace first, Trace other, Func<TracedNode, TracedNode, bool> same)
    {
        var operation = 0;
        for (var at = 0; at < Math.Max(first.Nodes.Count, other.Nodes.Count); at++)
        {
            if (at >= first.Nodes.Count || at >= other.Nodes.Count || !same(first.Nodes[at], other.Nodes[at]))
            {
                return first.Sources.Count == 0 ? new TraceSource("", "", null) : first.Sources[Math.Min(operation, first.Sources.Count - 1)];
            }

            operation += first.Nodes[at].IsOperation ? 1 : 0;
        }

        return null;
    }
}
