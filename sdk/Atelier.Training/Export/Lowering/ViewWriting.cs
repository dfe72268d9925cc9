using Atelier.Onnx;
using Atelier.Prediction;

namespace Atelier.Training;

/// <summary>Puts the new content of a view back into the tensor that it looks at.</summary>
internal static class ViewWriting
{
    /// <summary>From the old content of the whole and the new content of the view to the new content of the whole; null where that cannot be written.</summary>
    public static Func<OnnxValue, OnnxValue, OnnxValue>? For(AtenCall call, OnnxLayer layer) => call.Operation switch
    {
        "aten::alias" or "aten::detach" => (_, view) => view,
        "aten::view" or "aten::reshape" or "aten::flatten" or "aten::unflatten" or "aten::unsqueeze" or "aten::squeeze" =>
            (whole, view) => layer.Add("Reshape", [view, layer.Add("Shape", [whole], type: DataType.Int64)]) with { Shape = whole.Shape },
        "aten::t" or "aten::numpy_T" or "aten::mT" => (whole, view) => layer.Add("Transpose", [view], [OnnxAttribute.Ints("perm", Swapped(whole.Rank, whole.Rank - 2, whole.Rank - 1))]) with { Shape = whole.Shape },
        "aten::transpose" or "aten::swapaxes" => (whole, view) => layer.Add(
            "Transpose", [view], [OnnxAttribute.Ints("perm", Swapped(whole.Rank, call.Axis(call.Int(1), whole.Rank), call.Axis(call.Int(2), whole.Rank)))]) with
        { Shape = whole.Shape },
        "aten::permute" => (whole, view) => layer.Add("Transpose", [view], [OnnxAttribute.Ints("perm", Inverse(call.Ints(1), whole.Rank))]) with { Shape = whole.Shape },
        "aten::select" => (whole, view) => Select(call, layer, whole, view),
        "aten::slice" when call.Int(4) == 1 => (whole, view) => Slice(call, layer, whole, view),
        _ => null,
    };

    private static OnnxValue Select(AtenCall call, OnnxLayer layer, OnnxValue whole, OnnxValue view)
    {
        var axis = call.Axis(call.Int(1), whole.Rank);
        var index = call.Int(2);
        var part = layer.Add("Unsqueeze", [view, layer.Constant(axis)]);
        return Join(layer, whole, axis, layer.Constant(index), part, index == -1 ? layer.Constant(long.MaxValue) : layer.Constant(index + 1));
    }

    private static OnnxValue Slice(AtenCall call, OnnxLayer layer, OnnxValue whole, OnnxValue view)
    {
        var start = call.IsNone(2) ? layer.Constant(0) : call.Size(2);
        var end = call.IsNone(3) ? layer.Constant(long.MaxValue) : call.Size(3);
        return Join(layer, whole, call.Axis(call.Int(1), whole.Rank), start, view, end);
    }

    /// <summary>What lies before, the part, and what lies behind.</summary>
    private static OnnxValue Join(OnnxLayer layer, OnnxValue whole, int axis, OnnxValue start, OnnxValue part, OnnxValue end)
    {
        var before = layer.Add("Slice", [whole, layer.Constant(0), start, layer.Constant(axis)]);
        var behind = layer.Add("Slice", [whole, end, layer.Constant(long.MaxValue), layer.Constant(axis)]);
        return layer.Add("Concat", [before, part, behind], [OnnxAttribute.Int("axis", axis)]) with { Shape = whole.Shape };
    }

    private static long[] Swapped(int rank, int first, int second)
    {
        long[] order = [.. Enumerable.Range(0, rank).Select(axis => (long)axis)];
        if (rank >= 2)
        {
            (order[first], order[second]) = (order[second], order[first]);
        }

        return order;
    }

    private static long[] Inverse(long[] order, int rank)
    {
        var inverse = new long[rank];
        for (var i = 0; i < rank; i++)
        {
            inverse[order[i] < 0 ? order[i] + rank : order[i]] = i;
        }

        return inverse;
    }
}
