using Atelier.Onnx;

namespace Atelier.Training;

/// <summary>Convolutions and transposed convolutions.</summary>
internal static class AtenConvolutions
{
    public static IEnumerable<KeyValuePair<string, Action<AtenCall>>> Table { get; } = new Dictionary<string, Action<AtenCall>>
    {
        // (input, weight, bias, stride, padding, dilation, transposed, output_padding, groups, ...)
        ["aten::_convolution"] = call => call.Return(Convolution(call, call.Ints(4), call.Bool(6), call.Ints(7), call.Int(8))),
        ["aten::convolution"] = call => call.Return(Convolution(call, call.Ints(4), call.Bool(6), call.Ints(7), call.Int(8))),
        // (input, weight, bias, stride, padding, dilation, groups), padding in words.
        ["aten::_convolution_mode"] = Padded,
        ["aten::conv1d"] = Direct,
        ["aten::conv2d"] = Direct,
        ["aten::conv3d"] = Direct,
        ["aten::conv_transpose1d"] = Transposed,
        ["aten::conv_transpose2d"] = Transposed,
        ["aten::conv_transpose3d"] = Transposed,
        ["aten::conv_tbc"] = TimeFirst,
    };

    private static void Direct(AtenCall call)
    {
        if (call.IsList(4) || call.IsNumber(4))
        {
            call.Return(Convolution(call, call.Ints(4), transposed: false, [], call.Int(6)));
            return;
        }

        Padded(call);
    }

    private static void Transposed(AtenCall call) => call.Return(Convolution(call, call.Ints(4), transposed: true, call.Ints(5), call.Int(6), dilationAt: 7));

    private static void Padded(AtenCall call)
    {
        var (kernel, dilation) = (Kernel(call), call.Ints(5));
        if (call.Text(4) == "valid")
        {
            call.Return(Convolution(call, [0], transposed: false, [], call.Int(6)));
            return;
        }

        // Where the padding cannot be halved, libtorch puts one more behind.
        var total = kernel.Select((length, axis) => (length - 1) * dilation[axis % dilation.Length]).ToArray();
        long[] pads = [.. total.Select(sum => sum / 2), .. total.Select(sum => sum - (sum / 2))];
        call.Return(Convolution(call, pads, transposed: false, [], call.Int(6)));
    }

    private static long[] Kernel(AtenCall call) => [.. call.LengthsOf(1).Skip(2).Select(length => length ?? throw call.Error("the size of its kernel varies. Give it weights of one shape."))];

    /// <summary>A convolution; padding either for both ends of each axis or for all begins and then all ends.</summary>
    private static OnnxValue Convolution(AtenCall call, long[] padding, bool transposed, long[] outputPadding, long groups, int dilationAt = 5)
    {
        var kernel = Kernel(call);
        var axes = kernel.Length;
        var input = call.Tensor(0);
        var isRow = input.Rank == axes + 1;
        if (isRow)
        {
            input = call.Add("Unsqueeze", [input, call.Layer.Constant(0)]);
        }

        var pads = padding.Length == 2 * axes && axes > 0 ? padding : [.. Each(padding, axes), .. Each(padding, axes)];
        List<OnnxAttribute> settings =
        [
            OnnxAttribute.Ints("kernel_shape", kernel),
            OnnxAttribute.Ints("strides", Each(call.Ints(3), axes)),
            OnnxAttribute.Ints("pads", pads),
            OnnxAttribute.Ints("dilations", Each(call.Ints(dilationAt), axes)),
            OnnxAttribute.Int("group", groups),
        ];
        if (transposed)
        {
            settings.Add(OnnxAttribute.Ints("output_padding", Each(outputPadding, axes)));
        }

        OnnxValue[] operands = call.OptionalTensor(2) is { } bias ? [input, call.Tensor(1), bias] : [input, call.Tensor(1)];
        var result = call.Layer.Add(transposed ? "ConvTranspose" : "Conv", operands, settings);
        return isRow ? call.Add("Squeeze", [result, call.Layer.Constant(0)]) : result;
    }

    private static long[] Each(long[] values, int axes) => values.Length == axes ? values : [.. Enumerable.Repeat(values.Length == 0 ? 0 : values[0], axes)];

    /// <summary>Time, batch and channels in that order.</summary>
    private static void TimeFirst(AtenCall call)
    {
        var padding = call.Int(3);
        var result = call.Add(
            "Conv",
            [AtenShapes.Permuted(call, call.Tensor(0), [1, 2, 0]), AtenShapes.Permuted(call, call.Tensor(1), [2, 1, 0]), call.Tensor(2)],
            OnnxAttribute.Ints("pads", padding, padding)) with
        { Shape = [OnnxDimension.Unknown, OnnxDimension.Unknown, OnnxDimension.Unknown] };
        call.Return(AtenShapes.Permuted(call, result, [2, 0, 1]));
    }
}
