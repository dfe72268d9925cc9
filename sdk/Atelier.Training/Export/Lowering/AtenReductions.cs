using Atelier.Onnx;
using Atelier.Prediction;

namespace Atelier.Training;

/// <summary>Sums, means, extremes and other reductions over axes.</summary>
internal static class AtenReductions
{
    public static IEnumerable<KeyValuePair<string, Action<AtenCall>>> Table { get; } = new Dictionary<string, Action<AtenCall>>
    {
        ["aten::sum"] = call => call.Return(Sum(call)),
        ["aten::mean"] = call => call.Return(Reduced(call, "ReduceMean")),
        ["aten::prod"] = Product,
        ["aten::amax"] = call => call.Return(Reduced(call, "ReduceMax")),
        ["aten::amin"] = call => call.Return(Reduced(call, "ReduceMin")),
        ["aten::max"] = call => Extreme(call, "Max"),
        ["aten::min"] = call => Extreme(call, "Min"),
        ["aten::argmax"] = call => call.Return(ArgExtreme(call, "ArgMax")),
        ["aten::argmin"] = call => call.Return(ArgExtreme(call, "ArgMin")),
        ["aten::std"] = call => call.Return(call.Add("Sqrt", [Moments(call).Variance])),
        ["aten::var"] = call => call.Return(Moments(call).Variance),
        ["aten::std_mean"] = call => Deviation(call, "Sqrt"),
        ["aten::var_mean"] = call => Deviation(call, null),
        ["aten::norm"] = Norm,
        ["aten::linalg_vector_norm"] = call => call.Return(VectorNorm(call, call.IsNone(1) ? 2 : call.Double(1), call.OptionalInts(2), !call.IsNone(3) && call.Bool(3))),
        ["aten::linalg_norm"] = LinalgNorm,
        ["aten::frobenius_norm"] = call => call.Return(VectorNorm(call, 2, call.OptionalInts(1), call.Count > 2 && call.Bool(2))),
        ["aten::logsumexp"] = call => call.Return(Reduce(call, "ReduceLogSumExp", call.Cast(call.Tensor(0), call.Type), call.Ints(1), call.Bool(2))),
        ["aten::special_logsumexp"] = call => call.Return(Reduce(call, "ReduceLogSumExp", call.Cast(call.Tensor(0), call.Type), call.Ints(1), call.Bool(2))),
        ["aten::any"] = call => call.Return(Logical(call, "ReduceMax")),
        ["aten::all"] = call => call.Return(Logical(call, "ReduceMin")),
        ["aten::count_nonzero"] = call => call.Return(Reduce(
            call, "ReduceSum", call.Cast(AtenComparisons.Truth(call, call.Tensor(0)), DataType.Int64), call.OptionalInts(1), keep: false)),
    };

    /// <summary>Reduces over axes; over all where none are given.</summary>
    public static OnnxValue Reduce(AtenCall call, string operation, OnnxValue value, long[] axes, bool keep)
    {
        if (value.Rank == 0)
        {
            // A number is its own sum, mean and extreme.
            return operation is "ReduceL2" or "ReduceL1" ? call.Add("Abs", [value]) : value;
        }

        long[] positive = [.. axes.Select(axis => (long)call.Axis(axis, value.Rank))];
        var settings = OnnxAttribute.Int("keepdims", keep ? 1 : 0);
        // From version 18 on axes are an input; of the sum from 13 on.
        if (operation == "ReduceSum" || call.Layer.OpsetVersion >= 18)
        {
            return call.Add(operation, positive.Length == 0 ? [value] : [value, call.Layer.Constant(positive)], settings);
        }

        return positive.Length == 0 ? call.Add(operation, [value], settings) : call.Add(operation, [value], settings, OnnxAttribute.Ints("axes", positive));
    }

    /// <summary>With (value, dtype) or (value, axes, keepdim, dtype), in the type of the result.</summary>
    private static OnnxValue Reduced(AtenCall call, string operation)
    {
        var safe = call.Type.Wide;
        var value = call.Cast(call.Tensor(0), safe);
        var hasAxes = call.Count > 2;
        return call.Cast(Reduce(call, operation, value, hasAxes ? call.OptionalInts(1) : [], hasAxes && call.Bool(2)), call.Type);
    }

    private static OnnxValue Sum(AtenCall call) => Reduced(call, "ReduceSum");

    private static void Product(AtenCall call)
    {
        var value = call.Cast(call.Tensor(0), call.Type);
        var hasAxis = call.Count > 2;
        call.Return(Reduce(call, "ReduceProd", value, hasAxis ? [call.Int(1)] : [], hasAxis && call.Bool(2)));
    }

    /// <summary>The extreme of all, of two tensors, or of an axis with its place.</summary>
    private static void Extreme(AtenCall call, string operation)
    {
        var safe = call.Type.Wide;
        if (call.Count == 1)
        {
            call.Return(call.Cast(Reduce(call, $"Reduce{operation}", call.Cast(call.Tensor(0), safe), [], keep: false), call.Type));
            return;
        }

        if (call.Count == 2)
        {
            call.Return(call.Cast(call.Add(operation, [call.Operand(0, safe), call.Operand(1, safe)]), call.Type));
            return;
        }

        var value = call.Cast(call.Tensor(0), safe);
        var extreme = call.Cast(Reduce(call, $"Reduce{operation}", value, [call.Int(1)], call.Bool(2)), call.Type);
        call.Return(extreme, Place(call, $"Arg{operation}", value, call.Int(1), call.Bool(2)));
    }

    private static OnnxValue Place(AtenCall call, string operation, OnnxValue value, long axis, bool keep) => value.Rank == 0
        ? call.Layer.Scalar(DataType.Int64, 0)
        : call.AddAs(DataType.Int64, operation, [value], OnnxAttribute.Int("axis", call.Axis(axis, value.Rank)), OnnxAttribute.Int("keepdims", keep ? 1 : 0));

    private static OnnxValue ArgExtreme(AtenCall call, string operation)
    {
        var value = call.Tensor(0);
        value = value.Type == DataType.Int64 ? call.Cast(value, DataType.Float64) : call.Cast(value, value.Type.Wide);
        if (!call.IsNone(1))
        {
            return Place(call, operation, value, call.Int(1), call.Bool(2));
        }

        var flat = call.Add("Reshape", [value, call.Layer.Constant(-1)]) with { Shape = [OnnxDimension.Unknown] };
        return Place(call, operation, flat, 0, keep: false);
    }

    /// <summary>The mean of squared differences from the mean, with one fewer or another correction, and the mean.</summary>
    private static (OnnxValue Variance, OnnxValue Mean) Moments(AtenCall call)
    {
        // (value, unbiased), (value, axes, unbiased, keepdim) or (value, axes, correction, keepdim); the last two alike but for the kind of the third.
        var hasAxes = call.Count > 2;
        var axes = hasAxes ? call.OptionalInts(1) : [];
        var keep = hasAxes && call.Count > 3 && call.Bool(3);
        var correction = hasAxes ? (call.IsNone(2) ? 1 : call.IsFlag(2) ? (call.Bool(2) ? 1 : 0) : call.Double(2)) : call.Count > 1 && !call.Bool(1) ? 0 : 1;
        var value = call.Cast(call.Tensor(0), call.Type);
        var wide = Reduce(call, "ReduceMean", value, axes, keep: true);
        var mean = keep || call.ResultCount == 1 ? wide : Reduce(call, "ReduceMean", value, axes, keep: false);
        var squares = AtenArithmetic.Square(call, call.Add("Sub", [value, wide])) with { Shape = value.Shape };
        if (correction == 0)
        {
            return (Reduce(call, "ReduceMean", squares, axes, keep), mean);
        }

        var sum = Reduce(call, "ReduceSum", squares, axes, keep);
        return (call.Add("Div", [sum, call.Add("Sub", [Count(call, value, axes), call.Layer.Scalar(call.Type, correction)])]), mean);
    }

    private static void Deviation(AtenCall call, string? operation)
    {
        var (variance, mean) = Moments(call);
        call.Return(operation is null ? variance : call.Add(operation, [variance]), mean);
    }

    /// <summary>How many elements are reduced to one.</summary>
    private static OnnxValue Count(AtenCall call, OnnxValue value, long[] axes)
    {
        var reduced = axes.Length == 0 ? [.. Enumerable.Range(0, value.Rank)] : axes.Select(axis => call.Axis(axis, value.Rank)).ToArray();
        if (reduced.All(axis => value.Shape[axis].IsFixed))
        {
            return call.Layer.Scalar(value.Type, reduced.Aggregate(1.0, (product, axis) => product * value.Shape[axis].Length));
        }

        var shape = call.AddAs(DataType.Int64, "Shape", [value]);
        var lengths = axes.Length == 0 ? shape : call.Add("Gather", [shape, call.Layer.Constant([.. reduced.Select(axis => (long)axis)])]);
        return call.Cast(call.Add("ReduceProd", [lengths], OnnxAttribute.Int("keepdims", 0)), value.Type);
    }

    /// <summary>With (value, p) or (value, p, axes, keepdim).</summary>
    private static void Norm(AtenCall call) =>
        call.Return(VectorNorm(call, call.IsNone(1) ? 2 : call.Double(1), call.Count > 2 ? call.OptionalInts(2) : [], call.Count > 3 && call.Bool(3)));

    private static void LinalgNorm(AtenCall call)
    {
        var axes = call.OptionalInts(2);
        var isMatrix = axes.Length == 2 || (axes.Length == 0 && call.RankOf(0) == 2 && !call.IsNone(1));
        if (isMatrix && !call.IsNone(1))
        {
            throw call.Error("this norm of a matrix has no operator in ONNX. Use the norm of its elements: linalg.vector_norm.");
        }

        call.Return(VectorNorm(call, call.IsNone(1) ? 2 : call.Double(1), axes, call.Bool(3)));
    }

    private static OnnxValue VectorNorm(AtenCall call, double order, long[] axes, bool keep) => VectorNorm(call, call.Cast(call.Tensor(0), call.Type), order, axes, keep);

    /// <summary>The p-norm over axes: the p-th root of the sum of the p-th powers; the number of elements other than 0 for p = 0, an extreme for infinity.</summary>
    public static OnnxValue VectorNorm(AtenCall call, OnnxValue value, double order, long[] axes, bool keep)
    {
        switch (order)
        {
            case 1:
                return Reduce(call, "ReduceL1", value, axes, keep);
            case 2:
                return Reduce(call, "ReduceL2", value, axes, keep);
            case double.PositiveInfinity:
                return Reduce(call, "ReduceMax", call.Add("Abs", [value]) with { Shape = value.Shape }, axes, keep);
            case double.NegativeInfinity:
                return Reduce(call, "ReduceMin", call.Add("Abs", [value]) with { Shape = value.Shape }, axes, keep);
            case 0:
                return Reduce(call, "ReduceSum", call.Cast(AtenComparisons.Truth(call, value), call.Type) with { Shape = value.Shape }, axes, keep);
            default:
                var powers = call.Add("Pow", [call.Add("Abs", [value]), call.Layer.Scalar(call.Type, order)]) with { Shape = value.Shape };
                return call.Add("Pow", [Reduce(call, "ReduceSum", powers, axes, keep), call.Layer.Scalar(call.Type, 1 / order)]);
        }
    }

    private static OnnxValue Logical(AtenCall call, string operation)
    {
        var value = call.Cast(AtenComparisons.Truth(call, call.Tensor(0)), DataType.Int32) with { Shape = call.Tensor(0).Shape };
        var axes = call.Count > 1 ? (call.IsList(1) ? call.Ints(1) : call.OptionalInt(1) is { } axis ? [axis] : []) : Array.Empty<long>();
        return AtenComparisons.Truth(call, Reduce(call, operation, value, axes, call.Count > 2 && call.Bool(2)));
    }
}
