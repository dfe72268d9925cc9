using Atelier.Onnx;

namespace Atelier.Training;

/// <summary>Normalization of batches, layers, groups and instances.</summary>
internal static class AtenNormalization
{
    public static IEnumerable<KeyValuePair<string, Action<AtenCall>>> Table { get; } = new Dictionary<string, Action<AtenCall>>
    {
        ["aten::batch_norm"] = Batch,
        ["aten::instance_norm"] = Instance,
        ["aten::layer_norm"] = Layer,
        ["aten::group_norm"] = Group,
        ["aten::rms_norm"] = RootMeanSquare,
        ["aten::local_response_norm"] = LocalResponse,
        ["aten::norm_except_dim"] = NormExcept,
        ["aten::_weight_norm"] = WeightNorm,
    };

    /// <summary>With (input, weight, bias, running_mean, running_var, training, momentum, eps, cudnn_enabled).</summary>
    private static void Batch(AtenCall call)
    {
        var input = call.Tensor(0);
        if (call.Bool(5) || call.IsNone(3))
        {
            // Without running figures the batch's own count, at inference too.
            long[] axes = [.. Enumerable.Range(0, input.Rank).Where(axis => axis != 1).Select(axis => (long)axis)];
            call.Return(Affine(call, Standardized(call, input, axes, call.Double(7)), call.OptionalTensor(1), call.OptionalTensor(2)));
            return;
        }

        var channels = input.Shape[1].Length;
        var weight = call.OptionalTensor(1) ?? Filled(call, channels, 1);
        var bias = call.OptionalTensor(2) ?? Filled(call, channels, 0);
        call.Return(call.Add("BatchNormalization", [input, weight, bias, call.Tensor(3), call.Tensor(4)], OnnxAttribute.Float("epsilon", call.Double(7))));
    }

    private static OnnxValue Filled(AtenCall call, long length, double value) => call.Add("Expand", [call.Layer.Scalar(call.Type, value), call.Layer.Constant(length)]);

    /// <summary>With (input, weight, bias, running_mean, running_var, use_input_stats, momentum, eps, cudnn_enabled).</summary>
    private static void Instance(AtenCall call)
    {
        var input = call.Tensor(0);
        if (!call.Bool(5))
        {
            var weight = call.OptionalTensor(1) ?? Filled(call, input.Shape[1].Length, 1);
            var bias = call.OptionalTensor(2) ?? Filled(call, input.Shape[1].Length, 0);
            call.Return(call.Add("BatchNormalization", [input, weight, bias, call.Tensor(3), call.Tensor(4)], OnnxAttribute.Float("epsilon", call.Double(7))));
            return;
        }

        long[] axes = [.. Enumerable.Range(2, input.Rank - 2).Select(axis => (long)axis)];
        call.Return(Affine(call, Standardized(call, input, axes, call.Double(7)), call.OptionalTensor(1), call.OptionalTensor(2)));
    }

    /// <summary>With (input, normalized_shape, weight, bias, eps, cudnn_enabled).</summary>
    private static void Layer(AtenCall call)
    {
        var input = call.Tensor(0);
        var axes = call.Numbers(1).Count;
        var weight = call.OptionalTensor(2);
        if (weight is null)
        {
            long[] last = [.. Enumerable.Range(input.Rank - axes, axes).Select(axis => (long)axis)];
            call.Return(Standardized(call, input, last, call.Double(4)));
            return;
        }

        call.Return(call.Add(
            "LayerNormalization",
            call.OptionalTensor(3) is { } bias ? [input, weight, bias] : [input, weight],
            OnnxAttribute.Int("axis", -axes),
            OnnxAttribute.Float("epsilon", call.Double(4))));
    }

    /// <summary>With (input, groups, weight, bias, eps, cudnn_enabled): each group of channels by itself.</summary>
    private static void Group(AtenCall call)
    {
        var input = call.Tensor(0);
        var grouped = call.Add("Reshape", [input, call.Layer.Constant(0, call.Int(1), -1)]) with { Shape = [OnnxDimension.Unknown, call.Int(1), OnnxDimension.Unknown] };
        var standardized = call.Add("Reshape", [Standardized(call, grouped, [2], call.Double(4)), call.AddAs(Prediction.DataType.Int64, "Shape", [input])]) with { Shape = input.Shape };
        call.Return(Affine(call, standardized, call.OptionalTensor(2), call.OptionalTensor(3)));
    }

    /// <summary>With (input, normalized_shape, weight, eps).</summary>
    private static void RootMeanSquare(AtenCall call)
    {
        var input = call.Tensor(0);
        var axes = call.Numbers(1).Count;
        long[] last = [.. Enumerable.Range(input.Rank - axes, axes).Select(axis => (long)axis)];
        // The machine's epsilon where none is given.
        var epsilon = call.IsNone(3) ? (call.Type == Prediction.DataType.Float64 ? Math.BitIncrement(1.0) - 1 : MathF.BitIncrement(1f) - 1) : call.Double(3);
        var mean = AtenReductions.Reduce(call, "ReduceMean", AtenArithmetic.Square(call, input) with { Shape = input.Shape }, last, keep: true);
        var scale = call.Add("Sqrt", [call.Add("Add", [mean, call.Layer.Scalar(call.Type, epsilon)])]);
        var result = call.Add("Div", [input, scale]);
        call.Return(call.OptionalTensor(2) is { } weight ? call.Add("Mul", [result, weight]) : result);
    }

    /// <summary>(x - mean) / sqrt(variance + eps) over axes.</summary>
    private static OnnxValue Standardized(AtenCall call, OnnxValue value, long[] axes, double epsilon)
    {
        var centered = call.Add("Sub", [value, AtenReductions.Reduce(call, "ReduceMean", value, axes, keep: true)]) with { Shape = value.Shape };
        var variance = AtenReductions.Reduce(call, "ReduceMean", AtenArithmetic.Square(call, centered) with { Shape = value.Shape }, axes, keep: true);
        return call.Add("Div", [centered, call.Add("Sqrt", [call.Add("Add", [variance, call.Layer.Scalar(call.Type, epsilon)])])]) with { Shape = value.Shape };
    }

    /// <summary>A weight and a bias for each channel.</summary>
    private static OnnxValue Affine(AtenCall call, OnnxValue value, OnnxValue? weight, OnnxValue? bias)
    {
        OnnxValue Channels(OnnxValue numbers) => value.Rank <= 2 ? numbers
            : call.Add("Unsqueeze", [numbers, call.Layer.Constant([.. Enumerable.Range(1, value.Rank - 2).Select(axis => (long)axis)])]);

        value = weight is null ? value : call.Add("Mul", [value, Channels(weight)]) with { Shape = value.Shape };
        return bias is null ? value : call.Add("Add", [value, Channels(bias)]);
    }

    private static void LocalResponse(AtenCall call)
    {
        // ONNX puts the odd one before, libtorch's window of even size begins one later; sizes are odd in practice.
        var size = call.Int(1);
        if (size % 2 == 0)
        {
            throw call.Error("a window of even size lies otherwise in ONNX. Use an odd size.");
        }

        call.Return(call.Add(
            "LRN", [call.Tensor(0)], OnnxAttribute.Int("size", size), OnnxAttribute.Float("alpha", call.Double(2)), OnnxAttribute.Float("beta", call.Double(3)), OnnxAttribute.Float("bias", call.Double(4))));
    }

    private static void NormExcept(AtenCall call) => call.Return(LengthsExcept(call, call.Tensor(0), call.Int(2)));

    /// <summary>v * g / |v|, by all axes but one.</summary>
    private static void WeightNorm(AtenCall call) =>
        call.Return(call.Add("Mul", [call.Tensor(0), call.Add("Div", [call.Tensor(1), LengthsExcept(call, call.Tensor(0), call.IsNone(2) ? 0 : call.Int(2))])]));

    private static OnnxValue LengthsExcept(AtenCall call, OnnxValue value, long kept)
    {
        var axis = kept < 0 ? -1 : call.Axis(kept, value.Rank);
        return AtenReductions.Reduce(call, "ReduceL2", value, [.. Enumerable.Range(0, value.Rank).Where(other => other != axis).Select(other => (long)other)], keep: true);
    }
}
