using Atelier.Onnx;
using Atelier.Prediction;

namespace Atelier.Training;

/// <summary>Puts the new content of a view back into the tensor that it looks at.</summary>
internal static class ViewWriting
{
    /// <summary>From the old content of the whole and the new content of the view to the new content of the whole.</summary>
    /// <param name="call">The operation that gave the view.</param>
    /// <param name="layer">Takes the operations.</param>
    /// <param name="take">Takes the same view of another tensor of the whole's shape.</param>
    public static Func<OnnxValue, OnnxValue, OnnxValue> For(AtenCall call, OnnxLayer layer, Func<OnnxValue, OnnxValue> take) => call.Operation switch
    {
        "aten::alias" or "aten::detach" => (_, view) => view,
        "aten::view" or "aten::reshape" or "aten::flatten" or "aten::unflatten" or "aten::unsqueeze" or "aten::squeeze" =>
            (whole, view) => layer.Add("Reshape", [view, layer.Add("Shape", [whole], type: DataType.Int64)]) with { Shape = whole.Shape },
        "aten::t" or "aten::numpy_T" or "aten::mT" => (whole, view) => layer.Add("Transpose", [view], [OnnxAttribute.Ints("perm", Swapped(whole.Rank, whole.Rank - 2, whole.Rank - 1))]) with { Shape = whole.Shape },
        "aten::transpose" or "aten::swapaxes" => (whole, view) => layer.Add(
            "Transpose", [view], [OnnxAttribute.Ints("perm", Swapped(whole.Rank, call.Axis(call.Int(1), whole.Rank), call.Axis(call.Int(2), whole.Rank)))]) with
        { Shape = whole.Shape },
        "aten::permute" => (whole, view) => layer.Add("Transpose", [view], [OnnxAttribute.Ints("perm", Inverse(call.Ints(1), whole.Rank))]) with { Shape = whole.Shape },
        "aten::select" => (whole, view) => Select(layer, whole, call.Axis(call.Int(1), whole.Rank), call.Int(2), view),
        "aten::slice" when call.Int(4) == 1 => (whole, view) => Slice(call, layer, whole, view),
        _ => ByPlaces(layer, take),
    };

    /// <summary>For any view: the elements are numbered, the view is taken of their numbers, and its content is put where these say.</summary>
    public static Func<OnnxValue, OnnxValue, OnnxValue> ByPlaces(OnnxLayer layer, Func<OnnxValue, OnnxValue> take) => (whole, view) =>
    {
        var shape = layer.Add("Shape", [whole], type: DataType.Int64);
        var count = layer.Add("ReduceProd", [shape], [OnnxAttribute.Int("keepdims", 0)]);
        var numbers = layer.Add("Range", [layer.Scalar(DataType.Int64, 0), count, layer.Scalar(DataType.Int64, 1)]);
        return AtenPlacing.AtPlaces(layer, whole, take(layer.Add("Reshape", [numbers, shape]) with { Shape = whole.Shape }), view);
    };

    /// <summary>A whole with another part at one index of an axis.</summary>
    public static OnnxValue Select(OnnxLayer layer, OnnxValue whole, int axis, long index, OnnxValue part) => Join(
        layer, whole, axis, layer.Constant(index), layer.Add("Unsqueeze", [part, layer.Constant(axis)]), layer.Constant(index == -1 ? long.MaxValue : index + 1));

    private static OnnxValue Slice(AtenCall call, OnnxLayer layer, OnnxValue whole, OnnxValue view)
    {
        var start = call.IsNone(2) ? layer.Constant(0) : call.Size(2);
        var end = call.IsNone(3) ? layer.Constant(long.MaxValue) : call.Size(3);
        return Join(layer, whole, call.Axis(call.Int(1), whole.Rank), start, view, end);
    }

    /// <summary>What lies before, the part, and what lies behind.</summary>
    public static OnnxValue Join(OnnxLayer layer, OnnxValue whole, int axis, OnnxValue start, OnnxValue part, OnnxValue end)
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
