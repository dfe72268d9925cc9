using Atelier.Onnx;
using Atelier.Prediction;

namespace Atelier.Training;

/// <summary>Reductions of all that lies before, along an axis.</summary>
/// <remarks>ONNX scans sums alone. The others reduce, for each place, the axis with a neutral number behind that place: n² elements for an axis of n.</remarks>
internal static class AtenScans
{
    public static IEnumerable<KeyValuePair<string, Action<AtenCall>>> Table { get; } = new Dictionary<string, Action<AtenCall>>
    {
        ["aten::cumsum"] = Sum,
        ["aten::cumprod"] = Product,
        ["aten::cummax"] = call => Extreme(call, "Max", double.NegativeInfinity),
        ["aten::cummin"] = call => Extreme(call, "Min", double.PositiveInfinity),
        ["aten::logcumsumexp"] = LogSumExp,
        ["aten::diff"] = Difference,
    };

    private static void Sum(AtenCall call)
    {
        var value = call.Cast(call.Tensor(0), call.Type.IsFloat ? call.Type : DataType.Int64) with { Shape = call.Tensor(0).Shape };
        call.Return(value.Rank == 0
            ? call.Cast(value, call.Type)
            : call.Cast(call.Add("CumSum", [value, call.Layer.Scalar(DataType.Int64, call.Axis(call.Int(1), value.Rank))]), call.Type));
    }

    private static void Product(AtenCall call)
    {
        var value = call.Cast(call.Tensor(0), call.Type) with { Shape = call.Tensor(0).Shape };
        call.Return(value.Rank == 0 ? value : AtenReductions.Reduce(call, "ReduceProd", Before(call, value, call.Int(1), 1), [-1], keep: false));
    }

    /// <summary>The largest or smallest number so far, and the last place where it stands.</summary>
    private static void Extreme(AtenCall call, string operation, double neutral)
    {
        if (!call.Type.IsFloat)
        {
            throw call.Error("whole numbers have no infinity to begin with. Convert them first: x.to(torch.float32).");
        }

        var value = call.Tensor(0);
        if (value.Rank == 0)
        {
            call.Return(value, call.Layer.Scalar(DataType.Int64, 0));
            return;
        }

        var before = Before(call, value, call.Int(1), neutral);
        var place = call.AddAs(
            DataType.Int64, $"Arg{operation}", [before], OnnxAttribute.Int("axis", -1), OnnxAttribute.Int("keepdims", 0), OnnxAttribute.Int("select_last_index", 1))
            with
        { Shape = value.Shape };
        call.Return(AtenReductions.Reduce(call, $"Reduce{operation}", before, [-1], keep: false), place);
    }

    private static void LogSumExp(AtenCall call)
    {
        var value = call.Cast(call.Tensor(0), call.Type) with { Shape = call.Tensor(0).Shape };
        call.Return(value.Rank == 0 ? value : AtenReductions.Reduce(call, "ReduceLogSumExp", Before(call, value, call.Int(1), double.NegativeInfinity), [-1], keep: false));
    }

    /// <summary>For each element a new last axis: the elements of its axis up to it, and a neutral number behind.</summary>
    private static OnnxValue Before(AtenCall call, OnnxValue value, long along, double neutral)
    {
        var axis = call.Axis(along, value.Rank);
        // (..., n, ...) to (..., 1, ..., n): all of the axis, beside each place of it.
        long[] order = [.. Enumerable.Range(0, value.Rank).Where(at => at != axis).Select(at => (long)at), axis];
        var all = Compose.Unsqueezed(call, AtenShapes.Permuted(call, value, order), axis);
        var places = Compose.Places(call, value, axis);
        var here = Compose.Unsqueezed(call, places, [.. Enumerable.Range(1, value.Rank - axis).Select(at => (long)at)]);
        var isBefore = call.AddAs(DataType.Bool, "LessOrEqual", [places, here]);
        return call.AddAs(value.Type, "Where", [isBefore, all, call.Layer.Scalar(value.Type, neutral)]) with { Shape = [.. value.Shape, OnnxDimension.Unknown] };
    }

    /// <summary>Each element less the one before it, so many times.</summary>
    private static void Difference(AtenCall call)
    {
        var value = call.Tensor(0);
        var axis = call.Axis(call.IsNone(2) ? -1 : call.Int(2), value.Rank);
        OnnxValue[] parts = [.. new[] { call.OptionalTensor(3), value, call.OptionalTensor(4) }.OfType<OnnxValue>()];
        value = parts.Length == 1 ? value : call.Add("Concat", parts, OnnxAttribute.Int("axis", axis));
        for (var i = 0; i < (call.IsNone(1) ? 1 : call.Int(1)); i++)
        {
            var later = call.Add("Slice", [value, call.Layer.Constant(1), call.Layer.Constant(long.MaxValue), call.Layer.Constant(axis)]);
            var earlier = call.Add("Slice", [value, call.Layer.Constant(0), call.Layer.Constant(-1), call.Layer.Constant(axis)]);
            value = call.Type == DataType.Bool ? call.Add("Xor", [later, earlier]) : call.Add("Sub", [later, earlier]);
        }

        call.Return(value);
    }
}
