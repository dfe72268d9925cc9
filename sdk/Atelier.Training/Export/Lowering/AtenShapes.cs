using Atelier.Onnx;
using Atelier.Prediction;

namespace Atelier.Training;

/// <summary>Other shapes of the same elements.</summary>
internal static class AtenShapes
{
    public static IEnumerable<KeyValuePair<string, Action<AtenCall>>> Table { get; } = new Dictionary<string, Action<AtenCall>>
    {
        ["aten::view"] = Reshape,
        ["aten::reshape"] = Reshape,
        ["aten::view_as"] = Reshape,
        ["aten::reshape_as"] = Reshape,
        ["aten::_unsafe_view"] = Reshape,
        ["aten::_reshape_alias"] = Reshape,
        ["aten::unflatten"] = Reshape,
        ["aten::ravel"] = Reshape,
        ["aten::squeeze"] = Reshape,
        ["aten::flatten"] = Flatten,
        ["aten::unsqueeze"] = call => call.Return(call.Add("Unsqueeze", [call.Tensor(0), call.Layer.Constant(call.Axis(call.Int(1), call.Rank))])),
        ["aten::t"] = call => call.Return(call.RankOf(0) < 2 ? call.Tensor(0) : Permuted(call, call.Tensor(0), [1, 0])),
        ["aten::numpy_T"] = call => call.Return(Permuted(call, call.Tensor(0), [.. Enumerable.Range(0, call.Rank).Reverse().Select(axis => (long)axis)])),
        ["aten::mT"] = call => call.Return(Swapped(call, -2, -1)),
        ["aten::mH"] = call => call.Return(Swapped(call, -2, -1)),
        ["aten::adjoint"] = call => call.Return(Swapped(call, -2, -1)),
        ["aten::transpose"] = call => call.Return(Swapped(call, call.Int(1), call.Int(2))),
        ["aten::swapaxes"] = call => call.Return(Swapped(call, call.Int(1), call.Int(2))),
        ["aten::swapdims"] = call => call.Return(Swapped(call, call.Int(1), call.Int(2))),
        ["aten::permute"] = call => call.Return(Permuted(call, call.Tensor(0), [.. call.Ints(1).Select(axis => (long)call.Axis(axis, call.Rank))])),
        ["aten::movedim"] = MoveAxis,
        ["aten::moveaxis"] = MoveAxis,
        ["aten::expand"] = call => Expand(call, call.Tensor(0)),
        ["aten::expand_as"] = call => Expand(call, call.Tensor(0)),
        ["aten::broadcast_to"] = call => Expand(call, call.Tensor(0)),
        ["aten::repeat"] = Repeat,
        ["aten::tile"] = Repeat,
        ["aten::repeat_interleave"] = RepeatInterleave,
        ["aten::contiguous"] = Same,
        ["aten::clone"] = Same,
        ["aten::detach"] = Same,
        ["aten::alias"] = Same,
        ["aten::lift_fresh"] = Same,
        ["aten::requires_grad_"] = Same,
        ["aten::cpu"] = Same,
        ["aten::resolve_conj"] = Same,
        ["aten::resolve_neg"] = Same,
        ["aten::flip"] = Flip,
        ["aten::fliplr"] = call => call.Return(Flipped(call, call.Tensor(0), [1])),
        ["aten::flipud"] = call => call.Return(Flipped(call, call.Tensor(0), [0])),
        ["aten::roll"] = Roll,
        ["aten::diag_embed"] = DiagonalMatrix,
        ["aten::diag"] = Diagonal,
        ["aten::diagonal"] = Diagonal,
        ["aten::tril"] = call => call.Return(Triangle(call, upper: 0)),
        ["aten::triu"] = call => call.Return(Triangle(call, upper: 1)),
        ["aten::unfold"] = Unfold,
        ["aten::rot90"] = Rotate,
    };

    /// <summary>Another shape: one length that varies is left to ONNX, a batch that stays is copied.</summary>
    public static void Reshape(AtenCall call) => call.Return(Reshaped(call, call.Tensor(0)));

    /// <summary>A value in the shape of the call's result.</summary>
    public static OnnxValue Reshaped(AtenCall call, OnnxValue value, int result = 0)
    {
        var lengths = call.Lengths(result);
        var varying = lengths.Count(length => length is null);
        // -1 cannot be worked out beside a length of 0.
        return varying == 0 || (varying == 1 && !lengths.Contains(0))
            ? call.Add("Reshape", [value, call.Layer.Constant([.. lengths.Select(length => length ?? -1)])], varying == 0 && lengths.Contains(0) ? [OnnxAttribute.Int("allowzero", 1)] : [])
            : call.Add("Reshape", [value, call.ResultShape(result)]);
    }

    /// <summary>The axes in another order.</summary>
    public static OnnxValue Permuted(AtenCall call, OnnxValue value, long[] order) => value.Rank < 2
        ? value
        : call.Add("Transpose", [value], OnnxAttribute.Ints("perm", order)) with { Shape = [.. order.Select(axis => value.Shape[(int)axis])] };

    private static void Same(AtenCall call) => call.Return(call.Tensor(0));

    private static void Flatten(AtenCall call)
    {
        var input = call.Tensor(0);
        if (call.Rank == input.Rank)
        {
            call.Return(input);
        }
        else if (call.Axis(call.Int(1), input.Rank) == 1 && call.Rank == 2)
        {
            call.Return(call.Add("Flatten", [input], OnnxAttribute.Int("axis", 1)));
        }
        else
        {
            Reshape(call);
        }
    }

    private static OnnxValue Swapped(AtenCall call, long first, long second)
    {
        var rank = call.RankOf(0);
        long[] order = [.. Enumerable.Range(0, rank).Select(axis => (long)axis)];
        if (rank > 1)
        {
            var (a, b) = (call.Axis(first, rank), call.Axis(second, rank));
            (order[a], order[b]) = (order[b], order[a]);
        }

        return Permuted(call, call.Tensor(0), order);
    }

    private static void MoveAxis(AtenCall call)
    {
        var rank = call.Rank;
        var from = call.Ints(1).Select(axis => call.Axis(axis, rank)).ToArray();
        var to = call.Ints(2).Select(axis => call.Axis(axis, rank)).ToArray();
        var order = new long[rank];
        var rest = new Queue<int>(Enumerable.Range(0, rank).Except(from));
        for (var axis = 0; axis < rank; axis++)
        {
            var at = Array.IndexOf(to, axis);
            order[axis] = at >= 0 ? from[at] : rest.Dequeue();
        }

        call.Return(Permuted(call, call.Tensor(0), order));
    }

    private static void Expand(AtenCall call, OnnxValue value) => call.Return(Compose.Expanded(call, value, call.ResultShape()));

    private static void Repeat(AtenCall call)
    {
        var value = call.Tensor(0);
        var counts = call.Numbers(1);
        // Fewer axes than counts: axes of one are put before them; and the other way round.
        if (value.Rank < counts.Count)
        {
            value = call.Add("Unsqueeze", [value, call.Layer.Constant([.. Enumerable.Range(0, counts.Count - value.Rank).Select(axis => (long)axis)])]);
        }

        var repeats = call.Sizes(1);
        if (call.Rank > counts.Count)
        {
            repeats = call.Add("Concat", [call.Layer.Constant([.. Enumerable.Repeat(1L, call.Rank - counts.Count)]), repeats], OnnxAttribute.Int("axis", 0));
        }

        call.Return(call.Add("Tile", [value, repeats]));
    }

    /// <summary>Each element so many times in a row: by a new axis that is stretched.</summary>
    private static void RepeatInterleave(AtenCall call)
    {
        if (call.IsTensor(1) || call.Count < 3)
        {
            throw call.Error("counts in a tensor give a shape that follows from values. Give one number for all: repeat_interleave(3, dim).");
        }

        var value = call.IsNone(2) ? call.Add("Reshape", [call.Tensor(0), call.Layer.Constant(-1)]) with { Shape = [OnnxDimension.Unknown] } : call.Tensor(0);
        var axis = call.Axis(call.OptionalInt(2) ?? 0, value.Rank);
        var wide = call.Add("Unsqueeze", [value, call.Layer.Constant(axis + 1)]);
        long[] before = [.. Enumerable.Repeat(1L, axis + 1)];
        long[] behind = [.. Enumerable.Repeat(1L, value.Rank - axis - 1)];
        OnnxValue[] parts = [call.Layer.Constant(before), call.Size(1), .. behind.Length == 0 ? [] : new[] { call.Layer.Constant(behind) }];
        var tiled = call.Add("Tile", [wide, call.Add("Concat", parts, OnnxAttribute.Int("axis", 0))]);
        call.Return(Reshaped(call, tiled));
    }

    private static void Flip(AtenCall call) => call.Return(Flipped(call, call.Tensor(0), [.. call.Ints(1).Select(axis => (long)call.Axis(axis, call.Rank))]));

    private static OnnxValue Flipped(AtenCall call, OnnxValue value, long[] axes) => axes.Length == 0 ? value : call.Add(
        "Slice",
        [
            value,
            call.Layer.Constant([.. axes.Select(_ => -1L)]),
            call.Layer.Constant([.. axes.Select(_ => long.MinValue)]),
            call.Layer.Constant(axes),
            call.Layer.Constant([.. axes.Select(_ => -1L)]),
        ]) with
    { Shape = value.Shape };

    /// <summary>What is pushed out at one end comes in at the other.</summary>
    private static void Roll(AtenCall call)
    {
        var axes = call.OptionalInts(2);
        var shifts = call.Ints(1);
        var value = axes.Length == 0 ? call.Add("Reshape", [call.Tensor(0), call.Layer.Constant(-1)]) : call.Tensor(0);
        foreach (var (shift, axis) in shifts.Zip(axes.Length == 0 ? [0] : axes))
        {
            var length = axes.Length == 0 ? null : call.Lengths()[call.Axis(axis, call.Rank)];
            var by = length is > 0 ? ((shift % length.Value) + length.Value) % length.Value : shift;
            if (by == 0)
            {
                continue;
            }

            var at = call.Layer.Constant(axes.Length == 0 ? 0 : call.Axis(axis, call.Rank));
            var tail = call.Add("Slice", [value, call.Layer.Constant(-by), call.Layer.Constant(long.MaxValue), at]);
            var head = call.Add("Slice", [value, call.Layer.Constant(0), call.Layer.Constant(-by), at]);
            value = call.Add("Concat", [tail, head], OnnxAttribute.Int("axis", axes.Length == 0 ? 0 : call.Axis(axis, call.Rank)));
        }

        call.Return(axes.Length == 0 ? Reshaped(call, value) : value);
    }

    private static OnnxValue Triangle(AtenCall call, long upper)
    {
        var value = call.Tensor(0);
        var safe = value.Type is DataType.Float32 or DataType.Float64 or DataType.Int64 ? value.Type : value.Type == DataType.Float16 ? DataType.Float32 : DataType.Int64;
        return call.Cast(
            call.Add("Trilu", [call.Cast(value, safe), call.Layer.Scalar(DataType.Int64, call.IsNone(1) ? 0 : call.Int(1))], OnnxAttribute.Int("upper", upper)), value.Type);
    }

    private static void Diagonal(AtenCall call)
    {
        var value = call.Tensor(0);
        var isDiag = call.Operation == "aten::diag";
        if (isDiag && value.Rank == 1)
        {
            DiagonalMatrix(call);
            return;
        }

        call.Return(isDiag || call.Count < 4
            ? Diagonal(call, value, call.IsNone(1) ? 0 : call.Int(1), 0, 1)
            : Diagonal(call, value, call.Int(1), call.Int(2), call.Int(3)));
    }

    /// <summary>The elements whose places on two axes are as far apart as asked, by their places in the flattened matrix.</summary>
    public static OnnxValue Diagonal(AtenCall call, OnnxValue value, long offset, long firstAxis, long secondAxis)
    {
        var (first, second) = (call.Axis(firstAxis, value.Rank), call.Axis(secondAxis, value.Rank));
        var order = Enumerable.Range(0, value.Rank).Where(axis => axis != first && axis != second).Append(first).Append(second).Select(axis => (long)axis).ToArray();
        var moved = Permuted(call, value, order);
        if (moved.Shape is not [.., { IsFixed: true } rows, { IsFixed: true } columns])
        {
            throw call.Error("the lengths of its two axes vary. Fix them: leave their names out of OnnxInput.");
        }

        var (row, column) = offset >= 0 ? (0L, offset) : (-offset, 0L);
        var count = Math.Max(0, Math.Min(rows.Length - row, columns.Length - column));
        long[] places = [.. Enumerable.Range(0, (int)count).Select(i => ((row + i) * columns.Length) + column + i)];
        var flat = call.Add("Reshape", [moved, call.Layer.Constant([.. Enumerable.Repeat(0L, value.Rank - 2), rows.Length * columns.Length])]);
        return call.Add("Gather", [flat, call.Layer.Constant(places)], OnnxAttribute.Int("axis", value.Rank - 2));
    }

    /// <summary>A matrix with a vector on its diagonal and 0 beside it.</summary>
    private static void DiagonalMatrix(AtenCall call)
    {
        var value = call.Tensor(0);
        if ((!call.IsNone(1) && call.Int(1) != 0) || value.Shape[^1] is not { IsFixed: true } length || (call.Count > 3 && (call.Axis(call.Int(2), call.Rank), call.Axis(call.Int(3), call.Rank)) != (call.Rank - 2, call.Rank - 1)))
        {
            throw call.Error("only a vector of fixed length on the main diagonal of the last two axes can be written. Multiply by torch.eye(n) instead.");
        }

        var ones = new float[length.Length * length.Length];
        for (var i = 0; i < length.Length; i++)
        {
            ones[(i * length.Length) + i] = 1;
        }

        var unit = call.Cast(call.Table("unit_matrix", ones, length.Length, length.Length), value.Type);
        var wide = call.Add("Unsqueeze", [value, call.Layer.Constant(value.Rank)]);
        call.Return(call.Add("Mul", [wide, unit]));
    }

    /// <summary>Windows along an axis, each moved on by a step, as a new last axis.</summary>
    private static void Unfold(AtenCall call)
    {
        var value = call.Tensor(0);
        var (axis, size, step) = (call.Axis(call.Int(1), value.Rank), call.Int(2), call.Int(3));
        if (call.Lengths()[axis] is not { } windows)
        {
            throw call.Error("the length of its axis varies, and with it the number of windows. Fix it: leave its name out of OnnxInput.");
        }

        var places = new long[windows * size];
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = (i / size * step) + (i % size);
        }

        var indices = call.Table("windows", places, windows, size);
        var gathered = call.Add("Gather", [value, indices], OnnxAttribute.Int("axis", axis)) with { Shape = [.. Enumerable.Repeat(OnnxDimension.Unknown, value.Rank + 1)] };
        long[] order = [.. Enumerable.Range(0, value.Rank + 1).Where(at => at != axis + 1).Select(at => (long)at), axis + 1];
        call.Return(Permuted(call, gathered, order));
    }

    private static void Rotate(AtenCall call)
    {
        var times = ((call.Int(1) % 4) + 4) % 4;
        var axes = call.Ints(2).Select(axis => (long)call.Axis(axis, call.Rank)).ToArray();
        long[] order = [.. Enumerable.Range(0, call.Rank).Select(axis => (long)axis)];
        (order[axes[0]], order[axes[1]]) = (order[axes[1]], order[axes[0]]);
        var value = call.Tensor(0);
        call.Return(times switch
        {
            1 => Permuted(call, Flipped(call, value, [axes[1]]), order),
            2 => Flipped(call, value, axes),
            3 => Flipped(call, Permuted(call, value, order), [axes[1]]),
            _ => value,
        });
    }
}
