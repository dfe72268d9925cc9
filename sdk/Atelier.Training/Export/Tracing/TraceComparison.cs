using Atelier.Prediction;

namespace Atelier.Training;

/// <summary>Finds forwards that do something else for other inputs.</summary>
internal static class TraceComparison
{
    /// <summary>Requires the same operations with the same settings for inputs of one size.</summary>
    /// <exception cref="OnnxExportException">The forward depends on the values of its input, or on chance.</exception>
    public static void EnsureSameValues(Trace first, Trace other)
    {
        if (FirstDifference(first, other, (a, b) => IsSame(a, b) && a.Constant == b.Constant && HasSameData(a)) is var (source, lines))
        {
            throw OnnxExportException.At(
                source,
                lines,
                "its forward does something else for inputs of the same size with other values. It reads values out of a tensor (item, ToSingle, data) to branch, loop or compute, or it draws random numbers, "
                + "which a graph cannot. Keep the decision a tensor, as in torch.where(condition, a, b) or clamp(); read a number that does not depend on the input once, in the constructor.");
        }

        bool HasSameData(TracedNode node) => node.Kind != TracedNode.ConstantKind || !first.Constants.TryGetValue(node.Outputs[0].Name, out var tensor)
            || (other.Constants.TryGetValue(node.Outputs[0].Name, out var same) && tensor.shape.AsSpan().SequenceEqual(same.shape) && tensor.bytes.SequenceEqual(same.bytes));
    }

    /// <summary>Requires the same operations for inputs of several sizes; numbers may differ.</summary>
    /// <exception cref="OnnxExportException">A loop or branch depends on the length of an axis that varies.</exception>
    public static void EnsureSameOperations(Trace first, Trace other)
    {
        if (FirstDifference(first, other, IsSame) is var (source, lines))
        {
            throw OnnxExportException.At(
                source,
                lines,
                "its forward takes another way when the inputs have another size: a loop or a branch depends on the length of an axis that varies. "
                + "Fix that axis: leave its name out of OnnxInput.");
        }
    }

    /// <summary>True where floats become whole numbers, as indices do.</summary>
    public static bool MakesIndices(Trace trace) => trace.Nodes.Any(node =>
        node.Kind is "aten::to" or "aten::_to_copy" or "aten::type_as" or "aten::copy_" && node.Outputs[0].Type.Elements is DataType.Int64 or DataType.Int32);

    private static bool IsSame(TracedNode a, TracedNode b) => a.Kind == b.Kind && a.Inputs.SequenceEqual(b.Inputs) && a.Outputs.Count == b.Outputs.Count;

    /// <summary>The operation that differs first, and the lines from the operation before it to there; null for none.</summary>
    private static (TraceSource Source, string? Lines)? FirstDifference(Trace first, Trace other, Func<TracedNode, TracedNode, bool> same)
    {
        var operation = 0;
        for (var at = 0; at < Math.Max(first.Nodes.Count, other.Nodes.Count); at++)
        {
            if (at >= first.Nodes.Count || at >= other.Nodes.Count || !same(first.Nodes[at], other.Nodes[at]))
            {
                return Place(first, other, operation);
            }

            operation += first.Nodes[at].IsOperation ? 1 : 0;
        }

        return null;
    }

    private static (TraceSource Source, string? Lines) Place(Trace first, Trace other, int operation)
    {
        TraceSource?[] next = [first.Sources.ElementAtOrDefault(operation), other.Sources.ElementAtOrDefault(operation)];
        var before = operation == 0 ? null : first.Sources[operation - 1];
        var source = next.Where(found => found is not null).MinBy(found => found!.Line?.Number ?? int.MaxValue) ?? before ?? new TraceSource("", "", null);
        var lines = source.Line is null ? null : before?.Line is { } start ? SourceLine.Quote(start, source.Line) : source.Line.ToString();
        return (source, lines);
    }
}
