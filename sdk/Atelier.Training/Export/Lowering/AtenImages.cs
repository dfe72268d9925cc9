using Atelier.Onnx;
using Atelier.Prediction;

namespace Atelier.Training;

/// <summary>Padding, resizing and rearranging of images.</summary>
internal static class AtenImages
{
    // The modes of at::_pad_enum (ATen/native/PadNd.h): reflect, replicate, circular, constant.
    private static readonly string[] PaddingModes = ["reflect", "replicate", "circular", "constant"];

    public static IEnumerable<KeyValuePair<string, Action<AtenCall>>> Table { get; } = new Dictionary<string, Action<AtenCall>>
    {
        ["aten::pad"] = call => call.Return(Padded(call, call.Text(2), call.IsNone(3) ? 0 : call.Double(3))),
        ["aten::_pad_enum"] = call => call.Return(Padded(call, PaddingModes[call.Int(2)], call.IsNone(3) ? 0 : call.Double(3))),
        ["aten::constant_pad_nd"] = call => call.Return(Padded(call, "constant", call.Double(2))),
        ["aten::reflection_pad1d"] = call => call.Return(Padded(call, "reflect", 0)),
        ["aten::reflection_pad2d"] = call => call.Return(Padded(call, "reflect", 0)),
        ["aten::reflection_pad3d"] = call => call.Return(Padded(call, "reflect", 0)),
        ["aten::replication_pad1d"] = call => call.Return(Padded(call, "replicate", 0)),
        ["aten::replication_pad2d"] = call => call.Return(Padded(call, "replicate", 0)),
        ["aten::replication_pad3d"] = call => call.Return(Padded(call, "replicate", 0)),
        ["aten::_pad_circular"] = call => call.Return(Padded(call, "circular", 0)),
        ["aten::pixel_shuffle"] = PixelShuffle,
        ["aten::pixel_unshuffle"] = PixelUnshuffle,
        ["aten::channel_shuffle"] = ChannelShuffle,
        ["aten::upsample_nearest1d"] = call => Resize(call, 1, "nearest", aligned: false, scaleAt: 2),
        ["aten::upsample_nearest2d"] = call => Resize(call, 2, "nearest", aligned: false, scaleAt: 2),
        ["aten::upsample_nearest3d"] = call => Resize(call, 3, "nearest", aligned: false, scaleAt: 2),
        ["aten::upsample_linear1d"] = call => Resize(call, 1, "linear", call.Bool(2), scaleAt: 3),
        ["aten::upsample_bilinear2d"] = call => Resize(call, 2, "linear", call.Bool(2), scaleAt: 3),
        ["aten::upsample_trilinear3d"] = call => Resize(call, 3, "linear", call.Bool(2), scaleAt: 3),
        ["aten::upsample_bicubic2d"] = call => Resize(call, 2, "cubic", call.Bool(2), scaleAt: 3),
        ["aten::grid_sampler"] = GridSample,
        ["aten::grid_sampler_2d"] = GridSample,
        ["aten::im2col"] = Columns,
    };

    /// <summary>Padding around the last axes, given from the last to the first, begin before end; below 0 it cuts off.</summary>
    private static OnnxValue Padded(AtenCall call, string mode, double value)
    {
        var input = call.Tensor(0);
        var given = call.Numbers(1);
        if (given.Any(number => !number.IsFixed))
        {
            throw call.Error("the padding varies with the size of the inputs. Fix that axis: leave its name out of OnnxInput.");
        }

        var padding = call.Ints(1);
        var (begins, ends) = (new long[input.Rank], new long[input.Rank]);
        for (var i = 0; i < padding.Length / 2; i++)
        {
            (begins[input.Rank - 1 - i], ends[input.Rank - 1 - i]) = (padding[2 * i], padding[(2 * i) + 1]);
        }

        if (mode == "circular")
        {
            return Circular(call, input, begins, ends);
        }

        var onnxMode = mode switch { "constant" => "constant", "reflect" => "reflect", "replicate" => "edge", _ => throw call.Error($"the padding mode `{mode}` has no counterpart. Use constant, reflect, replicate or circular.") };
        var safe = input.Type is DataType.Bool ? DataType.Int32 : input.Type;
        OnnxValue?[] operands = onnxMode == "constant"
            ? [call.Cast(input, safe), call.Layer.Constant([.. begins, .. ends]), call.Layer.Scalar(safe, value)]
            : [call.Cast(input, safe), call.Layer.Constant([.. begins, .. ends])];
        return call.Cast(call.Add("Pad", operands, OnnxAttribute.Text("mode", onnxMode)), input.Type);
    }

    /// <summary>What lies at one end of an axis is put before the other.</summary>
    private static OnnxValue Circular(AtenCall call, OnnxValue value, long[] begins, long[] ends)
    {
        for (var axis = 0; axis < value.Rank; axis++)
        {
            if (begins[axis] < 0 || ends[axis] < 0)
            {
                throw call.Error("circular padding below 0 has no counterpart. Cut with a slice.");
            }

            List<OnnxValue> parts = [];
            if (begins[axis] > 0)
            {
                parts.Add(call.Add("Slice", [value, call.Layer.Constant(-begins[axis]), call.Layer.Constant(long.MaxValue), call.Layer.Constant(axis)]));
            }

            parts.Add(value);
            if (ends[axis] > 0)
            {
                parts.Add(call.Add("Slice", [value, call.Layer.Constant(0), call.Layer.Constant(ends[axis]), call.Layer.Constant(axis)]));
            }

            value = parts.Count == 1 ? value : call.Add("Concat", parts, OnnxAttribute.Int("axis", axis)) with { Shape = value.Shape };
        }

        return value;
    }

    private static void PixelShuffle(AtenCall call)
    {
        var input = call.Tensor(0);
        var batched = input.Rank == 4 ? input : call.Add("Reshape", [input, call.Add("Concat", [call.Layer.Constant(-1), Tail(call, input, 3)], OnnxAttribute.Int("axis", 0))]);
        var shuffled = call.Add("DepthToSpace", [batched], OnnxAttribute.Int("blocksize", call.Int(1)), OnnxAttribute.Text("mode", "CRD"));
        call.Return(input.Rank == 4 ? shuffled : AtenShapes.Reshaped(call, shuffled));
    }

    /// <summary>The inverse: its channels come in the order (channel, row, column), which SpaceToDepth lays otherwise.</summary>
    private static void PixelUnshuffle(AtenCall call)
    {
        var input = call.Tensor(0);
        var factor = call.Int(1);
        if (input.Rank != 4 || input.Shape[1] is not { IsFixed: true } channels)
        {
            throw call.Error($"its input is {input.ShowShape()}; expected (batch, channels, height, width) with a fixed number of channels.");
        }

        var deep = call.Add("SpaceToDepth", [input], OnnxAttribute.Int("blocksize", factor)) with { Shape = [.. input.Shape] };
        // (row, column, channel) to (channel, row, column).
        long[] places = new long[channels.Length * factor * factor];
        for (var i = 0; i < places.Length; i++)
        {
            var (channel, block) = (i / (factor * factor), i % (factor * factor));
            places[i] = (block * channels.Length) + channel;
        }

        call.Return(call.Add("Gather", [deep, call.Layer.Constant(places)], OnnxAttribute.Int("axis", 1)));
    }

    private static void ChannelShuffle(AtenCall call)
    {
        var input = call.Tensor(0);
        var groups = call.Int(1);
        var channels = input.Shape[1] is { IsFixed: true } length ? length.Length : throw call.Error("the number of channels varies. Fix it.");
        long[] places = [.. Enumerable.Range(0, (int)channels).Select(i => (i % groups * (channels / groups)) + (i / groups))];
        call.Return(call.Add("Gather", [input, call.Layer.Constant(places)], OnnxAttribute.Int("axis", 1)));
    }

    private static OnnxValue Tail(AtenCall call, OnnxValue value, int count) => call.AddAs(DataType.Int64, "Shape", [value], OnnxAttribute.Int("start", value.Rank - count));

    /// <summary>Another size by a size or a factor; where a factor was given, libtorch computes places with it, not with the quotient of the sizes.</summary>
    private static void Resize(AtenCall call, int axes, string mode, bool aligned, int scaleAt)
    {
        var input = call.Tensor(0);
        var hasList = call.IsList(scaleAt);
        var factors = hasList ? [.. call.Numbers(scaleAt).Select(number => number.Values[0])]
            : call.Count - scaleAt >= axes && Enumerable.Range(scaleAt, axes).All(call.IsNumber) ? Enumerable.Range(scaleAt, axes).Select(call.Double).ToArray() : [];
        List<OnnxAttribute> settings =
        [
            OnnxAttribute.Text("mode", mode),
            OnnxAttribute.Text("coordinate_transformation_mode", mode == "nearest" ? "asymmetric" : aligned ? "align_corners" : "half_pixel"),
        ];
        if (mode == "nearest")
        {
            settings.Add(OnnxAttribute.Text("nearest_mode", "floor"));
        }
        else if (mode == "cubic")
        {
            settings.Add(OnnxAttribute.Float("cubic_coeff_a", -0.75));
        }

        var isExact = factors.Length == axes && factors.All(factor => factor == Math.Floor(factor));
        if (factors.Length == axes && (call.Lengths().Any(length => length is null) || isExact))
        {
            float[] scales = [1, 1, .. factors.Select(factor => (float)factor)];
            var value = call.Table("scales", scales, scales.Length);
            call.Return(call.Add("Resize", [input, null, value], [.. settings]));
            return;
        }

        call.Return(call.Add("Resize", [input, null, null, call.ResultShape()], [.. settings]));
    }

    /// <summary>With (input, grid, interpolation_mode, padding_mode, align_corners).</summary>
    private static void GridSample(AtenCall call)
    {
        // ONNX renamed the modes in version 20.
        var isNew = call.Layer.OpsetVersion >= 20;
        var mode = call.Int(2) switch { 0 => isNew ? "linear" : "bilinear", 1 => "nearest", _ => isNew ? "cubic" : "bicubic" };
        var padding = call.Int(3) switch { 0 => "zeros", 1 => "border", _ => "reflection" };
        call.Return(call.Add(
            "GridSample",
            [call.Tensor(0), call.Tensor(1)],
            OnnxAttribute.Text("mode", mode),
            OnnxAttribute.Text("padding_mode", padding),
            OnnxAttribute.Int("align_corners", call.Bool(4) ? 1 : 0)));
    }

    /// <summary>Windows of an image as columns; with (input, kernel, dilation, padding, stride).</summary>
    private static void Columns(AtenCall call)
    {
        var input = call.Tensor(0);
        var (kernel, dilation, padding, stride) = (call.Ints(1), call.Ints(2), call.Ints(3), call.Ints(4));
        if (input.Shape is not [_, { IsFixed: true } channels, { IsFixed: true } height, { IsFixed: true } width])
        {
            throw call.Error("the size of its images varies, and with it the number of windows. Fix it: leave the names out of OnnxInput.");
        }

        var padded = call.Add("Pad", [input, call.Layer.Constant(0, 0, padding[0], padding[1], 0, 0, padding[0], padding[1])]);
        var (rows, columns) = (Windows(height.Length, 0), Windows(width.Length, 1));
        var byRows = call.Add("Gather", [padded, Places(call, rows, 0)], OnnxAttribute.Int("axis", 2)); // (batch, channels, kernel height, rows, width)
        var byBoth = call.Add("Gather", [byRows, Places(call, columns, 1)], OnnxAttribute.Int("axis", 4)) // (batch, channels, kernel height, rows, kernel width, columns)
            with
        { Shape = [.. Enumerable.Repeat(OnnxDimension.Unknown, 6)] };
        var ordered = AtenShapes.Permuted(call, byBoth, [0, 1, 2, 4, 3, 5]);
        call.Return(call.Add("Reshape", [ordered, call.Layer.Constant(0, channels.Length * kernel[0] * kernel[1], rows * columns)]));

        long Windows(long length, int axis) => ((length + (2 * padding[axis]) - (dilation[axis] * (kernel[axis] - 1)) - 1) / stride[axis]) + 1;

        OnnxValue Places(AtenCall owner, long windows, int axis)
        {
            var places = new long[kernel[axis] * windows];
            for (var i = 0; i < places.Length; i++)
            {
                places[i] = (i / windows * dilation[axis]) + (i % windows * stride[axis]);
            }

            return owner.Table("windows", places, kernel[axis], windows);
        }
    }
}
