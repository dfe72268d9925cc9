using Atelier.Onnx;
using Atelier.Prediction;

namespace Atelier.Training;

/// <summary>Content put into parts of a tensor.</summary>
internal static class AtenPlacing
{
    public static IEnumerable<KeyValuePair<string, Action<AtenCall>>> Table { get; } = new Dictionary<string, Action<AtenCall>>
    {
        ["aten::index_add"] = call => AtRows(call, "add"),
        ["aten::index_copy"] = call => AtRows(call, "none"),
        ["aten::masked_scatter"] = MaskedScatter,
        ["aten::select_scatter"] = call => call.Return(ViewWriting.Select(call.Layer, call.Tensor(0), call.Axis(call.Int(2), call.Rank), call.Int(3), call.Operand(1, call.Type))),
        ["aten::slice_scatter"] = SliceScatter,
        ["aten::diagonal_scatter"] = call => call.Return(ViewWriting.ByPlaces(
            call.Layer, numbers => AtenShapes.Diagonal(call, numbers, call.Int(2), call.Int(3), call.Int(4)))(call.Tensor(0), call.Operand(1, call.Type))),
        ["aten::max_unpool2d"] = call => Unpool(call, 2),
        ["aten::max_unpool3d"] = call => Unpool(call, 3),
    };

    /// <summary>The elements of a row, one after the other, at the true places of a mask; anything elsewhere.</summary>
    public static OnnxValue InOrder(AtenCall call, OnnxValue mask, OnnxValue row)
    {
        var flat = Compose.Flat(call, call.Cast(mask, DataType.Int64) with { Shape = mask.Shape });
        var place = call.Add("Sub", [call.Add("CumSum", [flat, call.Layer.Scalar(DataType.Int64, 0)]), call.Layer.Scalar(DataType.Int64, 1)]);
        var safe = call.Add("Max", [place, call.Layer.Scalar(DataType.Int64, 0)]);
        return call.Add("Reshape", [call.Add("Gather", [row, safe]), Compose.ShapeOf(call, mask)]) with { Shape = mask.Shape };
    }

    /// <summary>A whole, in whose places, counted in the flattened whole, other content stands.</summary>
    public static OnnxValue AtPlaces(OnnxLayer layer, OnnxValue whole, OnnxValue places, OnnxValue content)
    {
        OnnxValue Flat(OnnxValue value) => layer.Add("Reshape", [value, layer.Constant(-1)]);
        var written = layer.Add("ScatterElements", [Flat(whole), Flat(places), Flat(content)], [OnnxAttribute.Int("axis", 0)]);
        return layer.Add("Reshape", [written, layer.Add("Shape", [whole], type: DataType.Int64)]) with { Shape = whole.Shape };
    }

    /// <summary>Rows along an axis added to, or put in place of, those at some places.</summary>
    private static void AtRows(AtenCall call, string reduction)
    {
        var value = call.Tensor(0);
        var update = call.Operand(3, call.Type);
        update = call.IsNone(4) || call.Double(4) == 1 ? update : call.Add("Mul", [update, call.Layer.Scalar(call.Type, call.Double(4))]) with { Shape = update.Shape };
        if (value.Rank == 0)
        {
            call.Return(reduction == "add" ? call.Add("Add", [value, update]) : update);
            return;
        }

        var axis = call.Axis(call.Int(1), value.Rank);
        var front = Compose.Front(call, value, axis);
        var places = Compose.Reshaped(call, call.Cast(call.Tensor(2), DataType.Int64), -1, 1);
        var written = call.Add("ScatterND", [front, places, Compose.Front(call, update, axis)], OnnxAttribute.Text("reduction", reduction)) with { Shape = front.Shape };
        call.Return(Compose.Back(call, written, axis));
    }

    /// <summary>The elements of the third argument, in order, where the mask is true.</summary>
    private static void MaskedScatter(AtenCall call)
    {
        var value = call.Tensor(0);
        var mask = Compose.Expanded(call, call.Tensor(1), Compose.ShapeOf(call, value)) with { Shape = value.Shape };
        call.Return(AtenComparisons.Choose(call, mask, InOrder(call, mask, Compose.Flat(call, call.Operand(2, call.Type))), value));
    }

    private static void SliceScatter(AtenCall call)
    {
        var value = call.Tensor(0);
        if (!call.IsNone(5) && call.Int(5) != 1)
        {
            throw call.Error("a step other than 1 has no counterpart. Assign to the slice: x[.., start..end] in place, or use index_copy.");
        }

        var start = call.IsNone(3) ? call.Layer.Constant(0) : call.Size(3);
        var end = call.IsNone(4) ? call.Layer.Constant(long.MaxValue) : call.Size(4);
        call.Return(ViewWriting.Join(call.Layer, value, call.IsNone(2) ? 0 : call.Axis(call.Int(2), value.Rank), start, call.Operand(1, call.Type), end));
    }

    /// <summary>Each element back at its place in the image, with 0 elsewhere (torch.nn.MaxUnpool2d).</summary>
    private static void Unpool(AtenCall call, int axes)
    {
        var (value, places) = (call.Tensor(0), call.Tensor(1));
        var leading = value.Rank - axes;
        long[] flat = [.. Enumerable.Repeat(0L, leading), -1];
        OnnxValue Rows(OnnxValue of) => call.Add("Reshape", [of, call.Layer.Constant(flat)]);
        var zeros = call.Add("Expand", [call.Layer.Scalar(call.Type, 0), call.ResultShape()]);
        var written = call.Add("ScatterElements", [Rows(zeros), Rows(places), Rows(value)], OnnxAttribute.Int("axis", leading));
        call.Return(AtenShapes.Reshaped(call, written));
    }
}
