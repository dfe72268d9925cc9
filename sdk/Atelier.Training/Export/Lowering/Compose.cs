using Atelier.Onnx;
using Atelier.Prediction;

namespace Atelier.Training;

/// <summary>Pieces that many operations are put together from.</summary>
internal static class Compose
{
    /// <summary>An operation of two values that are stretched to each other's shape.</summary>
    public static OnnxValue Broadcast(AtenCall call, string operation, OnnxValue first, OnnxValue second)
    {
        var shape = Enumerable.Range(1, Math.Max(first.Rank, second.Rank)).Reverse().Select(fromBehind =>
        {
            var (a, b) = (At(first, fromBehind), At(second, fromBehind));
            return a == b || b is { Length: 1 } ? a : a is { Length: 1 } ? b : OnnxDimension.Unknown;
        });
        return call.Add(operation, [first, second]) with { Shape = [.. shape] };
    }

    /// <summary>Further axes of length 1, at these places of the result.</summary>
    public static OnnxValue Unsqueezed(AtenCall call, OnnxValue value, params ReadOnlySpan<long> axes)
    {
        var shape = value.Shape.ToList();
        foreach (var axis in axes)
        {
            shape.Insert((int)axis, 1L);
        }

        return call.Add("Unsqueeze", [value, call.Layer.Constant(axes)]) with { Shape = [.. shape] };
    }

    /// <summary>At least so many axes, as torch.atleast_1d, 2d and 3d put them.</summary>
    public static OnnxValue AtLeast(AtenCall call, OnnxValue value, int rank) => (value.Rank, rank) switch
    {
        var (has, wants) when has >= wants => value,
        (0, 1) => Unsqueezed(call, value, 0),
        (0, 2) => Unsqueezed(call, value, 0, 1),
        (1, 2) => Unsqueezed(call, value, 0),
        (0, 3) => Unsqueezed(call, value, 0, 1, 2),
        (1, 3) => Unsqueezed(call, value, 0, 2),
        _ => Unsqueezed(call, value, 2),
    };

    /// <summary>Another shape, of lengths that are known but for one, which is -1.</summary>
    public static OnnxValue Reshaped(AtenCall call, OnnxValue value, params ReadOnlySpan<long> shape) =>
        call.Add("Reshape", [value, call.Layer.Constant(shape)]) with { Shape = [.. shape.ToArray().Select(length => length < 0 ? OnnxDimension.Unknown : (OnnxDimension)length)] };

    /// <summary>All elements in a row.</summary>
    public static OnnxValue Flat(AtenCall call, OnnxValue value) => value.Rank == 1 ? value : Reshaped(call, value, -1);

    /// <summary>The shape of a value as a list.</summary>
    public static OnnxValue ShapeOf(AtenCall call, OnnxValue value) => call.AddAs(DataType.Int64, "Shape", [value]);

    /// <summary>Another shape, given as a list.</summary>
    public static OnnxValue Expanded(AtenCall call, OnnxValue value, OnnxValue shape) =>
        // ONNX Runtime stretches small types as larger ones.
        call.Cast(call.Add("Expand", [call.Cast(value, value.Type.Wide), shape]), value.Type);

    /// <summary>0, 1, 2, ... along an axis of a value.</summary>
    public static OnnxValue Places(AtenCall call, OnnxValue value, int axis) => Places(call, AtenParts.Length(call, value, axis));

    /// <summary>0, 1, 2, ... for a length that is a list of one.</summary>
    public static OnnxValue Places(AtenCall call, OnnxValue length) =>
        call.Add("Range", [call.Layer.Scalar(DataType.Int64, 0), call.Add("Squeeze", [length]), call.Layer.Scalar(DataType.Int64, 1)]) with { Shape = [OnnxDimension.Unknown] };

    /// <summary>A value in a type that TopK sorts.</summary>
    public static OnnxValue Sortable(AtenCall call, OnnxValue value) => call.Cast(value, value.Type == DataType.Float16 ? DataType.Float32 : value.Type.Wide) with { Shape = value.Shape };

    /// <summary>The axes with one of them first.</summary>
    public static OnnxValue Front(AtenCall call, OnnxValue value, params IReadOnlyList<int> axes) => AtenShapes.Permuted(call, value, Order(value.Rank, axes));

    /// <summary>What <see cref="Front"/> did, undone.</summary>
    public static OnnxValue Back(AtenCall call, OnnxValue value, params IReadOnlyList<int> axes)
    {
        var order = Order(value.Rank, axes);
        return AtenShapes.Permuted(call, value, [.. Enumerable.Range(0, value.Rank).Select(axis => (long)Array.IndexOf(order, axis))]);
    }

    private static long[] Order(int rank, IReadOnlyList<int> axes) => [.. axes.Concat(Enumerable.Range(0, rank).Except(axes)).Select(axis => (long)axis)];

    private static OnnxDimension At(OnnxValue value, int fromBehind) => fromBehind <= value.Rank ? value.Shape[^fromBehind] : (OnnxDimension)1L;
}
