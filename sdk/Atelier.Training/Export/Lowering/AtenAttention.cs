using Atelier.Onnx;
using Atelier.Prediction;

namespace Atelier.Training;

/// <summary>Attention.</summary>
internal static class AtenAttention
{
    public static IEnumerable<KeyValuePair<string, Action<AtenCall>>> Table { get; } = new Dictionary<string, Action<AtenCall>>
    {
        ["aten::scaled_dot_product_attention"] = ScaledDotProduct,
    };

    /// <summary>softmax(q k' * scale + mask) v; with (query, key, value, mask, dropout, is_causal, scale, enable_gqa).</summary>
    /// <remarks>Vaswani et al., "Attention Is All You Need", section 3.2.1; masks as in torch.nn.functional.scaled_dot_product_attention.</remarks>
    private static void ScaledDotProduct(AtenCall call)
    {
        var (query, key, value) = (call.Tensor(0), call.Tensor(1), call.Tensor(2));
        if (call.Double(4) > 0)
        {
            throw call.Error("its dropout is on although the model is in eval mode. Pass 0 where `training` is false.");
        }

        if (call.Count > 7 && call.Bool(7))
        {
            throw call.Error("groups of heads that share keys have no counterpart. Repeat the keys and values: repeat_interleave.");
        }

        long[] order = [.. Enumerable.Range(0, key.Rank).Select(axis => (long)axis)];
        (order[^1], order[^2]) = (order[^2], order[^1]);
        var scale = call.IsNone(6)
            ? query.Shape[^1] is { IsFixed: true } width ? 1 / Math.Sqrt(width.Length) : throw call.Error("the width of its heads varies. Fix it.")
            : call.Double(6);
        var scores = call.Add("MatMul", [call.Add("Mul", [query, call.Layer.Scalar(query.Type, scale)]), AtenShapes.Permuted(call, key, order)]);
        if (call.Bool(5))
        {
            // Each place sees itself and those before it.
            var ones = call.Add("Expand", [call.Layer.Scalar(DataType.Int64, 1), call.Add("Concat", [Length(call, query), Length(call, key)], OnnxAttribute.Int("axis", 0))]);
            var isSeen = call.AddAs(DataType.Bool, "Cast", [call.Add("Trilu", [ones], OnnxAttribute.Int("upper", 0))], OnnxAttribute.Int("to", (int)DataType.Bool.ToOnnx()));
            scores = call.AddAs(query.Type, "Where", [isSeen, scores, call.Layer.Scalar(query.Type, double.NegativeInfinity)]);
        }

        if (call.OptionalTensor(3) is { } mask)
        {
            scores = mask.Type == DataType.Bool
                ? call.AddAs(query.Type, "Where", [mask, scores, call.Layer.Scalar(query.Type, double.NegativeInfinity)])
                : call.Add("Add", [scores, mask]);
        }

        var weights = call.Add("Softmax", [scores], OnnxAttribute.Int("axis", -1));
        if (call.OptionalTensor(3) is { Rank: > 0 } masked)
        {
            weights = call.AddAs(query.Type, "Where", [IsBlind(call, masked), call.Layer.Scalar(query.Type, 0), weights]);
        }

        call.Return(call.Add("MatMul", [weights, value]));
    }

    /// <summary>Where a place may look nowhere: libtorch gives it zeros, and a softmax of -∞ alone would be NaN.</summary>
    private static OnnxValue IsBlind(AtenCall call, OnnxValue mask)
    {
        var numbers = mask.Type == DataType.Bool ? call.Cast(mask, DataType.Int32) : mask;
        var most = AtenReductions.Reduce(call, "ReduceMax", numbers, [mask.Rank - 1], keep: true);
        return call.AddAs(DataType.Bool, "Equal", [most, call.Layer.Scalar(numbers.Type, mask.Type == DataType.Bool ? 0 : double.NegativeInfinity)]);
    }

    private static OnnxValue Length(AtenCall call, OnnxValue value) => AtenParts.Length(call, value, value.Rank - 2);
}
