using Atelier.Onnx;
using Atelier.Prediction;

namespace Atelier.Training;

/// <summary>Ranks and quantiles along an axis, and sums without NaN.</summary>
/// <remarks>Elements are ranked by ONNX's TopK, which leaves open where NaN comes: NaN in the input gives any rank, where libtorch gives NaN.</remarks>
internal static class AtenStatistics
{
    public static IEnumerable<KeyValuePair<string, Action<AtenCall>>> Table { get; } = new Dictionary<string, Action<AtenCall>>
    {
        ["aten::median"] = Median,
        ["aten::kthvalue"] = call => Ranked(call, call.Axis(call.Int(2), Math.Max(1, call.RankOf(0))), _ => call.Layer.Constant(call.Int(1) - 1), call.Bool(3)),
        ["aten::quantile"] = Quantile,
        ["aten::aminmax"] = call => call.Return(Extreme(call, "ReduceMin"), Extreme(call, "ReduceMax")),
        ["aten::nansum"] = call => call.Return(AtenReductions.Reduce(call, "ReduceSum", WithoutNan(call), call.OptionalInts(1), call.Bool(2))),
    };

    /// <summary>median(value) is the lower one of all elements; median(value, dim, keepdim) that of an axis, with its place.</summary>
    private static void Median(AtenCall call)
    {
        OnnxValue Middle(OnnxValue length) => call.Add("Div", [call.Add("Sub", [length, call.Layer.Constant(1)]), call.Layer.Constant(2)]);
        if (call.Count > 1)
        {
            Ranked(call, call.Axis(call.Int(1), Math.Max(1, call.RankOf(0))), Middle, call.Bool(2));
            return;
        }

        var (sorted, _) = Sorted(call, Compose.Flat(call, call.Tensor(0)), 0);
        call.Return(call.Cast(call.Add("Gather", [sorted, call.Add("Squeeze", [Middle(AtenParts.Length(call, Compose.Flat(call, call.Tensor(0)), 0))])]), call.Type));
    }

    /// <summary>The element of some rank along an axis, and its place.</summary>
    private static void Ranked(AtenCall call, int axis, Func<OnnxValue, OnnxValue> rank, bool keep)
    {
        var value = Compose.AtLeast(call, call.Tensor(0), 1);
        var (sorted, places) = Sorted(call, value, axis);
        var at = rank(AtenParts.Length(call, value, axis));
        OnnxValue Take(OnnxValue from)
        {
            var taken = call.Add("Gather", [from, at], OnnxAttribute.Int("axis", axis));
            return keep && call.RankOf(0) > 0 ? taken : call.Add("Squeeze", [taken, call.Layer.Constant(axis)]);
        }

        call.Return(call.Cast(Take(sorted), call.Type), Take(places));
    }

    private static (OnnxValue Values, OnnxValue Places) Sorted(AtenCall call, OnnxValue value, int axis)
    {
        var sortable = Compose.Sortable(call, value);
        var parts = call.Layer.Add(
            "TopK",
            [sortable, AtenParts.Length(call, value, axis)],
            [sortable.Type, DataType.Int64],
            [OnnxAttribute.Int("axis", axis), OnnxAttribute.Int("largest", 0), OnnxAttribute.Int("sorted", 1)]);
        return (parts[0] with { Shape = value.Shape }, parts[1] with { Shape = value.Shape });
    }

    /// <summary>quantile(value, q, dim, keepdim, interpolation) with one q or a vector of them (NumPy's `quantile`, whose method names these are).</summary>
    private static void Quantile(AtenCall call)
    {
        var value = call.IsNone(2) ? Compose.Flat(call, call.Tensor(0)) : Compose.AtLeast(call, call.Tensor(0), 1);
        var axis = call.IsNone(2) ? 0 : call.Axis(call.Int(2), value.Rank);
        var (sorted, _) = Sorted(call, value, axis);
        var last = call.Cast(call.Add("Sub", [AtenParts.Length(call, value, axis), call.Layer.Constant(1)]), call.Type);
        var isVector = call.IsTensor(1) && call.RankOf(1) == 1;
        var wanted = call.IsTensor(1) ? Compose.Reshaped(call, call.Cast(call.Tensor(1), call.Type), -1) : Compose.Reshaped(call, call.Layer.Scalar(call.Type, call.Double(1)), 1);
        var rank = call.Add("Mul", [wanted, last]) with { Shape = wanted.Shape };

        // The quantiles lie along the axis; they go to the front where there are several.
        OnnxValue Take(string rounding) => call.Add("Gather", [sorted, call.Cast(call.Add(rounding, [rank]), DataType.Int64)], OnnxAttribute.Int("axis", axis)) with { Shape = value.Shape };
        var taken = (call.IsNone(4) ? "linear" : call.Text(4)) switch
        {
            "lower" => Take("Floor"),
            "higher" => Take("Ceil"),
            "nearest" => Take("Round"),
            "midpoint" => Between(call.Layer.Scalar(call.Type, 0.5)),
            _ => Between(Along(call.Add("Sub", [rank, call.Add("Floor", [rank])]))),
        };
        var moved = Compose.Front(call, taken, axis) with { Shape = [OnnxDimension.Unknown, .. value.Shape.Where((_, at) => at != axis)] };
        call.Return(AtenShapes.Reshaped(call, isVector ? moved : taken));

        OnnxValue Between(OnnxValue share)
        {
            var (low, high) = (Take("Floor"), Take("Ceil"));
            return call.Add("Add", [low, call.Add("Mul", [share, call.Add("Sub", [high, low])])]) with { Shape = value.Shape };
        }

        OnnxValue Along(OnnxValue share) => Compose.Reshaped(call, share, [.. Enumerable.Range(0, value.Rank).Select(at => at == axis ? -1L : 1L)]);
    }

    /// <summary>Over all elements, or along the axis that is given.</summary>
    private static OnnxValue Extreme(AtenCall call, string operation)
    {
        var value = call.Cast(call.Tensor(0), call.Type.Wide) with { Shape = call.Tensor(0).Shape };
        return call.Cast(AtenReductions.Reduce(call, operation, value, call.OptionalInts(1), !call.IsNone(2) && call.Bool(2)), call.Type);
    }

    private static OnnxValue WithoutNan(AtenCall call)
    {
        var value = call.Cast(call.Tensor(0), call.Type) with { Shape = call.Tensor(0).Shape };
        return value.Type.IsFloat
            ? call.AddAs(value.Type, "Where", [call.AddAs(DataType.Bool, "IsNaN", [value]), call.Layer.Scalar(value.Type, 0), value]) with { Shape = value.Shape }
            : value;
    }
}
