using Atelier.Onnx;
using Atelier.Prediction;

namespace Atelier.Training;

/// <summary>Parts of tensors, and tensors joined.</summary>
internal static class AtenParts
{
    public static IEnumerable<KeyValuePair<string, Action<AtenCall>>> Table { get; } = new Dictionary<string, Action<AtenCall>>
    {
        ["aten::select"] = Select,
        ["aten::slice"] = Slice,
        ["aten::narrow"] = Narrow,
        ["aten::cat"] = call => call.Return(Joined(call, call.Tensors(0), call.Int(1))),
        ["aten::concat"] = call => call.Return(Joined(call, call.Tensors(0), call.Int(1))),
        ["aten::concatenate"] = call => call.Return(Joined(call, call.Tensors(0), call.Int(1))),
        ["aten::stack"] = Stack,
        ["aten::hstack"] = call => call.Return(Joined(call, AtLeast(call, 1), call.Rank == 1 ? 0 : 1)),
        ["aten::vstack"] = call => call.Return(Joined(call, AtLeast(call, 2), 0)),
        ["aten::row_stack"] = call => call.Return(Joined(call, AtLeast(call, 2), 0)),
        ["aten::dstack"] = call => call.Return(Joined(call, AtLeast(call, 3), 2)),
        ["aten::column_stack"] = call => call.Return(Joined(call, [.. call.Tensors(0).Select(part => part!.Rank < 2 ? Compose.Reshaped(call, part, -1, 1) : part)], 1)),
        ["aten::atleast_1d"] = call => call.Return(Compose.AtLeast(call, call.Tensor(0), 1)),
        ["aten::atleast_2d"] = call => call.Return(Compose.AtLeast(call, call.Tensor(0), 2)),
        ["aten::atleast_3d"] = call => call.Return(Compose.AtLeast(call, call.Tensor(0), 3)),
        ["aten::dsplit"] = call => SplitAlong(call, 2),
        ["aten::chunk"] = Split,
        ["aten::split"] = Split,
        ["aten::split_with_sizes"] = Split,
        ["aten::tensor_split"] = Split,
        ["aten::unsafe_chunk"] = Split,
        ["aten::unsafe_split"] = Split,
        ["aten::hsplit"] = call => SplitAlong(call, call.RankOf(0) == 1 ? 0 : 1),
        ["aten::vsplit"] = call => SplitAlong(call, 0),
        ["aten::unbind"] = Unbind,
        ["aten::broadcast_tensors"] = Broadcast,
        ["aten::meshgrid"] = Mesh,
    };

    private static void Select(AtenCall call)
    {
        var index = call.IsFixed(2) ? call.Layer.Scalar(DataType.Int64, call.Int(2)) : call.Add("Squeeze", [call.Size(2), call.Layer.Constant(0)]);
        call.Return(call.Add("Gather", [call.Tensor(0), index], OnnxAttribute.Int("axis", call.Axis(call.Int(1), call.RankOf(0)))));
    }

    private static void Slice(AtenCall call)
    {
        var input = call.Tensor(0);
        var start = call.IsNone(2) ? call.Layer.Constant(0) : call.Size(2);
        var end = call.IsNone(3) ? call.Layer.Constant(long.MaxValue) : call.Size(3);
        // All of an axis is the tensor itself.
        var fromStart = call.IsNone(2) || (call.IsFixed(2) && call.Int(2) == 0);
        var toEnd = call.IsNone(3) || (call.IsFixed(3) && call.Int(3) == long.MaxValue);
        call.Return(fromStart && toEnd && call.Int(4) == 1
            ? input
            : call.Add("Slice", [input, start, end, call.Layer.Constant(call.Axis(call.Int(1), input.Rank)), call.Layer.Constant(call.Int(4))]));
    }

    private static void Narrow(AtenCall call)
    {
        if (call.IsTensor(2))
        {
            throw call.Error("a start in a tensor follows from values. Give it as a number.");
        }

        var axis = call.Layer.Constant(call.Axis(call.Int(1), call.Rank));
        // A start counted from the end would end at 0 when the length is added.
        var start = call.IsFixed(2) && call.Int(2) < 0 ? call.Add("Add", [call.Size(2), Length(call, call.Tensor(0), call.Axis(call.Int(1), call.Rank))]) : call.Size(2);
        call.Return(call.Add("Slice", [call.Tensor(0), start, call.Add("Add", [start, call.Size(3)]), axis]));
    }

    /// <summary>The length of an axis, as a list of one.</summary>
    public static OnnxValue Length(AtenCall call, OnnxValue value, int axis) => value.Shape[axis].IsFixed
        ? call.Layer.Constant(value.Shape[axis].Length)
        : call.AddAs(DataType.Int64, "Shape", [value], OnnxAttribute.Int("start", axis), OnnxAttribute.Int("end", axis + 1));

    private static OnnxValue Joined(AtenCall call, IReadOnlyList<OnnxValue?> tensors, long axis)
    {
        // torch.cat skips empty vectors, whatever the rank of the others.
        OnnxValue[] parts = [.. tensors.Select(part => part!).Where(part => !(part.Rank == 1 && call.Rank > 1)).Select(part => call.Cast(part, call.Type))];
        return parts.Length == 1 ? parts[0] : call.Add("Concat", parts, OnnxAttribute.Int("axis", call.Axis(axis, call.Rank)));
    }

    private static void Stack(AtenCall call)
    {
        var axis = call.Axis(call.Int(1), call.Rank);
        OnnxValue[] parts = [.. call.Tensors(0).Select(part => call.Add("Unsqueeze", [call.Cast(part!, call.Type), call.Layer.Constant(axis)]))];
        call.Return(parts.Length == 1 ? parts[0] : call.Add("Concat", parts, OnnxAttribute.Int("axis", axis)));
    }

    private static IReadOnlyList<OnnxValue> AtLeast(AtenCall call, int rank) => [.. call.Tensors(0).Select(part => Compose.AtLeast(call, part!, rank))];

    private static void Split(AtenCall call) => SplitAlong(call, call.IsNone(2) ? 0 : call.Axis(call.Int(2), call.RankOf(0)));

    /// <summary>Parts one behind the other, each as long as it was in the trace.</summary>
    private static void SplitAlong(AtenCall call, int axis)
    {
        var lengths = Enumerable.Range(0, call.ItemCount).Select(item => call.ItemLengths(item)[axis]).ToArray();
        if (lengths.Any(length => length is null))
        {
            throw call.Error("it splits an axis whose length varies. Fix that axis: leave its name out of OnnxInput; or take the parts with slices.");
        }

        var parts = call.Layer.Add(
            "Split",
            [call.Tensor(0), call.Layer.Constant([.. lengths.Select(length => length!.Value)])],
            [.. lengths.Select(_ => call.Tensor(0).Type)],
            [OnnxAttribute.Int("axis", axis)]);
        call.Return(parts);
    }

    private static void Unbind(AtenCall call)
    {
        var axis = call.IsNone(1) ? 0 : call.Axis(call.Int(1), call.RankOf(0));
        if (call.LengthsOf(0)[axis] is null)
        {
            throw call.Error("it takes an axis apart whose length varies. Fix that axis: leave its name out of OnnxInput.");
        }

        call.Return([.. Enumerable.Range(0, call.ItemCount).Select(at =>
            call.Add("Gather", [call.Tensor(0), call.Layer.Scalar(DataType.Int64, at)], OnnxAttribute.Int("axis", axis)))]);
    }

    private static void Broadcast(AtenCall call)
    {
        OnnxValue[] values = [.. call.Tensors(0).Select(value => value!)];
        call.Return([.. values.Select((value, at) => call.Add("Expand", [value, call.ItemShape(at)]))]);
    }

    /// <summary>Each vector along an axis of its own, stretched over the others.</summary>
    private static void Mesh(AtenCall call)
    {
        OnnxValue[] values = [.. call.Tensors(0).Select(value => value!)];
        var swaps = !call.IsNone(1) && call.Text(1) == "xy" && values.Length > 1;
        call.Return([.. values.Select((value, at) =>
        {
            var axis = swaps && at < 2 ? 1 - at : at;
            long[] shape = [.. Enumerable.Range(0, values.Length).Select(i => i == axis ? -1L : 1L)];
            return call.Add("Expand", [call.Add("Reshape", [value, call.Layer.Constant(shape)]), call.ItemShape(at)]);
        })]);
    }
}
