using Atelier.Onnx;

namespace Atelier.Training;

/// <summary>Other shapes of the same elements, and parts of tensors.</summary>
internal static class AtenShapes
{
    public static IEnumerable<KeyValuePair<string, Action<AtenCall>>> Table { get; } = new Dictionary<string, Action<AtenCall>>
    {
        ["aten::view"] = Reshape,
        ["aten::reshape"] = Reshape,
        ["aten::flatten"] = Flatten,
        ["aten::t"] = call => call.Return(call.RankOf(0) < 2 ? call.Tensor(0) : call.Add("Transpose", [call.Tensor(0)], OnnxAttribute.Ints("perm", 1, 0))),
        ["aten::transpose"] = Transpose,
        ["aten::permute"] = call => call.Return(call.Add(
            "Transpose", [call.Tensor(0)], OnnxAttribute.Ints("perm", [.. call.Ints(1).Select(axis => (long)call.Axis(axis, call.RankOf(0)))]))),
        ["aten::unsqueeze"] = call => call.Return(call.Add("Unsqueeze", [call.Tensor(0), call.Layer.Constant(call.Axis(call.Int(1), call.Rank))])),
        ["aten::select"] = Select,
        ["aten::slice"] = Slice,
        ["aten::cat"] = Concat,
        ["aten::contiguous"] = call => call.Return(call.Tensor(0)),
        ["aten::clone"] = call => call.Return(call.Tensor(0)),
        ["aten::detach"] = call => call.Return(call.Tensor(0)),
        ["aten::alias"] = call => call.Return(call.Tensor(0)),
    };

    /// <summary>Another shape: one length that varies is left to ONNX, lengths that stay are copied.</summary>
    public static void Reshape(AtenCall call)
    {
        var input = call.Tensor(0);
        var lengths = call.Lengths();
        if (lengths.Count(length => length is null) <= 1)
        {
            call.Return(call.Add("Reshape", [input, call.Layer.Constant([.. lengths.Select(length => length ?? -1)])]));
            return;
        }

        call.Return(call.Add("Reshape", [input, call.ResultShape()]));
    }

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

    private static void Transpose(AtenCall call)
    {
        var rank = call.RankOf(0);
        long[] order = [.. Enumerable.Range(0, rank).Select(axis => (long)axis)];
        if (rank > 0)
        {
            var (first, second) = (call.Axis(call.Int(1), rank), call.Axis(call.Int(2), rank));
            (order[first], order[second]) = (order[second], order[first]);
        }

        call.Return(call.Add("Transpose", [call.Tensor(0)], OnnxAttribute.Ints("perm", order)));
    }

    private static void Select(AtenCall call)
    {
        var index = call.Add("Squeeze", [call.Size(2), call.Layer.Constant(0)]);
        call.Return(call.Add(
            "Gather",
            [call.Tensor(0), call.IsFixed(2) ? call.Layer.Scalar(Prediction.DataType.Int64, call.Int(2)) : index],
            OnnxAttribute.Int("axis", call.Axis(call.Int(1), call.RankOf(0)))));
    }

    private static void Slice(AtenCall call)
    {
        var input = call.Tensor(0);
        var axis = call.Axis(call.Int(1), input.Rank);
        var start = call.IsNone(2) ? call.Layer.Constant(0) : call.Size(2);
        var end = call.IsNone(3) ? call.Layer.Constant(long.MaxValue) : call.Size(3);
        // All of an axis is the tensor itself.
        var isWhole = (call.IsNone(2) || (call.IsFixed(2) && call.Int(2) == 0)) && (call.IsNone(3) || (call.IsFixed(3) && call.Int(3) == long.MaxValue)) && call.Int(4) == 1;
        call.Return(isWhole ? input : call.Add("Slice", [input, start, end, call.Layer.Constant(axis), call.Layer.Constant(call.Int(4))]));
    }

    private static void Concat(AtenCall call)
    {
        var parts = call.Tensors(0).Select(part => call.Cast(part!, call.Type)).ToArray();
        // torch.cat skips empty vectors, whatever the rank of the others.
        OnnxValue[] filled = [.. parts.Where(part => !(part.Rank == 1 && call.Rank > 1))];
        call.Return(filled.Length == 1 ? filled[0] : call.Add("Concat", filled, OnnxAttribute.Int("axis", call.Axis(call.Int(1), call.Rank))));
    }
}
