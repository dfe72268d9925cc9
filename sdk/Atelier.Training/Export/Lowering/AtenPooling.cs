using Atelier.Onnx;
using Atelier.Prediction;

namespace Atelier.Training;

/// <summary>Pooling over windows.</summary>
internal static class AtenPooling
{
    public static IEnumerable<KeyValuePair<string, Action<AtenCall>>> Table { get; } = new Dictionary<string, Action<AtenCall>>
    {
        ["aten::max_pool1d"] = call => Max(call, 1),
        ["aten::max_pool2d"] = call => Max(call, 2),
        ["aten::max_pool3d"] = call => Max(call, 3),
        ["aten::max_pool1d_with_indices"] = call => Max(call, 1),
        ["aten::max_pool2d_with_indices"] = call => Max(call, 2),
        ["aten::max_pool3d_with_indices"] = call => Max(call, 3),
        ["aten::avg_pool1d"] = call => Average(call, 1),
        ["aten::avg_pool2d"] = call => Average(call, 2),
        ["aten::avg_pool3d"] = call => Average(call, 3),
        ["aten::adaptive_avg_pool1d"] = call => Adaptive(call, 1, isMax: false),
        ["aten::adaptive_avg_pool2d"] = call => Adaptive(call, 2, isMax: false),
        ["aten::adaptive_avg_pool3d"] = call => Adaptive(call, 3, isMax: false),
        ["aten::_adaptive_avg_pool2d"] = call => Adaptive(call, 2, isMax: false),
        ["aten::_adaptive_avg_pool3d"] = call => Adaptive(call, 3, isMax: false),
        ["aten::adaptive_max_pool1d"] = call => Adaptive(call, 1, isMax: true),
        ["aten::adaptive_max_pool2d"] = call => Adaptive(call, 2, isMax: true),
        ["aten::adaptive_max_pool3d"] = call => Adaptive(call, 3, isMax: true),
        ["aten::fractional_max_pool2d"] = call => throw call.Error("it draws its windows at random. Use max_pool2d."),
        ["aten::fractional_max_pool3d"] = call => throw call.Error("it draws its windows at random. Use max_pool3d."),
    };

    private static long[] Each(long[] values, int axes) => values.Length == axes ? values : [.. Enumerable.Repeat(values[0], axes)];

    /// <summary>With a batch axis, which is taken away again where it was missing.</summary>
    private static OnnxValue Batched(AtenCall call, int axes, Func<OnnxValue, OnnxValue> write)
    {
        var input = call.Tensor(0);
        return input.Rank == axes + 1
            ? call.Add("Squeeze", [write(call.Add("Unsqueeze", [input, call.Layer.Constant(0)]) with { Shape = [1, .. input.Shape] }), call.Layer.Constant(0)])
            : write(input);
    }

    /// <summary>Padding that makes a last, incomplete window whole, for libtorch's rule: it must begin inside the input or the padding before it.</summary>
    private static long[] Pads(AtenCall call, int axes, long[] kernel, long[] stride, long[] padding, long[] dilation, bool ceil)
    {
        long[] behind = [.. padding];
        if (ceil)
        {
            var (before, after) = (call.LengthsOf(0)[^axes..], call.Lengths()[^axes..]);
            for (var axis = 0; axis < axes; axis++)
            {
                if (before[axis] is not { } length || after[axis] is not { } windows)
                {
                    throw call.Error("ceil_mode over an axis whose length varies differs between libtorch and ONNX. Fix that axis, or use ceil_mode: false.");
                }

                behind[axis] = Math.Max(0, ((windows - 1) * stride[axis]) + (dilation[axis] * (kernel[axis] - 1)) + 1 - length - padding[axis]);
            }
        }

        return [.. padding, .. behind];
    }

    /// <summary>With (input, kernel, stride, padding, dilation, ceil_mode).</summary>
    private static void Max(AtenCall call, int axes)
    {
        var kernel = Each(call.Ints(1), axes);
        var stride = call.OptionalInts(2) is { Length: > 0 } given ? Each(given, axes) : kernel;
        var (padding, dilation) = (Each(call.Ints(3), axes), Each(call.Ints(4), axes));
        OnnxAttribute[] settings =
        [
            OnnxAttribute.Ints("kernel_shape", kernel),
            OnnxAttribute.Ints("strides", stride),
            OnnxAttribute.Ints("pads", Pads(call, axes, kernel, stride, padding, dilation, call.Bool(5))),
            OnnxAttribute.Ints("dilations", dilation),
        ];
        var hasBatch = call.RankOf(0) == axes + 2;
        var input = hasBatch ? call.Tensor(0) : call.Add("Unsqueeze", [call.Tensor(0), call.Layer.Constant(0)]) with { Shape = [1, .. call.Tensor(0).Shape] };
        if (call.ResultCount == 1)
        {
            var pooled = call.Layer.Add("MaxPool", [input], settings);
            call.Return(hasBatch ? pooled : call.Add("Squeeze", [pooled, call.Layer.Constant(0)]));
            return;
        }

        // ONNX counts the places over the whole tensor, libtorch within each channel.
        var parts = call.Layer.Add("MaxPool", [input], [call.Type, DataType.Int64], settings);
        OnnxValue plane = call.Add("ReduceProd", [call.AddAs(DataType.Int64, "Shape", [input], OnnxAttribute.Int("start", 2))], OnnxAttribute.Int("keepdims", 0));
        OnnxValue[] results = [parts[0], call.Add("Mod", [parts[1], plane])];
        call.Return(hasBatch ? results : [.. results.Select(part => call.Add("Squeeze", [part, call.Layer.Constant(0)]))]);
    }

    /// <summary>With (input, kernel, stride, padding, ceil_mode, count_include_pad, divisor_override).</summary>
    private static void Average(AtenCall call, int axes)
    {
        var kernel = Each(call.Ints(1), axes);
        var stride = call.OptionalInts(2) is { Length: > 0 } given ? Each(given, axes) : kernel;
        var padding = Each(call.Ints(3), axes);
        var (ceil, countsPadding) = (call.Bool(4), call.Bool(5));
        var divisor = call.Count > 6 ? call.OptionalInt(6) : null;
        var pads = Pads(call, axes, kernel, stride, padding, [.. Enumerable.Repeat(1L, axes)], ceil);
        var isWider = !pads[axes..].AsSpan().SequenceEqual(padding);
        call.Return(Batched(call, axes, input =>
        {
            OnnxValue Pooled(OnnxValue value, long[] around, bool countsAll) => call.Add(
                "AveragePool",
                [value],
                OnnxAttribute.Ints("kernel_shape", kernel),
                OnnxAttribute.Ints("strides", stride),
                OnnxAttribute.Ints("pads", around),
                OnnxAttribute.Int("count_include_pad", countsAll ? 1 : 0));

            if (divisor is null && !isWider)
            {
                return Pooled(input, pads, countsPadding);
            }

            // Sums of windows, by counts that are known: what ceil_mode adds behind never counts, padding only where it is asked to.
            var sums = call.Add("Mul", [Pooled(input, pads, countsAll: true), call.Layer.Scalar(call.Type, kernel.Aggregate(1L, (a, b) => a * b))]);
            if (divisor is { } number)
            {
                return call.Add("Div", [sums, call.Layer.Scalar(call.Type, number)]);
            }

            var (lengths, windows) = (call.LengthsOf(0)[^axes..], call.Lengths()[^axes..]);
            var counts = Counts(lengths, windows, kernel, stride, padding, countsPadding);
            long[] shape = [1, 1, .. windows.Select(length => length!.Value)];
            return call.Add("Div", [sums, call.Cast(call.Table("window_sizes", counts, shape), call.Type)]);
        }));
    }

    /// <summary>How many elements each window averages.</summary>
    private static float[] Counts(long?[] lengths, long?[] windows, long[] kernel, long[] stride, long[] padding, bool countsPadding)
    {
        var along = kernel.Select((size, axis) => Enumerable.Range(0, (int)windows[axis]!.Value).Select(window =>
        {
            var start = (window * stride[axis]) - padding[axis];
            var end = Math.Min(start + size, lengths[axis]!.Value + padding[axis]);
            return countsPadding ? end - start : Math.Min(end, lengths[axis]!.Value) - Math.Max(start, 0);
        }).ToArray()).ToArray();
        return [.. along.Aggregate(new[] { 1f }, (sizes, axis) => [.. sizes.SelectMany(size => axis.Select(count => size * count))])];
    }

    /// <summary>Windows from floor(i * length / outputs) to ceil((i + 1) * length / outputs), one axis after the other.</summary>
    private static void Adaptive(AtenCall call, int axes, bool isMax)
    {
        if (isMax && call.ResultCount > 1 && call.IsUsed(1))
        {
            throw call.Error("the places of an adaptive maximum have no counterpart. Take the maximum alone.");
        }

        var input = call.Tensor(0);
        var (before, after) = (call.LengthsOf(0)[^axes..], call.Lengths()[^axes..]);
        var value = input;
        if (after.All(length => length == 1))
        {
            long[] all = [.. Enumerable.Range(input.Rank - axes, axes).Select(axis => (long)axis)];
            value = AtenReductions.Reduce(call, isMax ? "ReduceMax" : "ReduceMean", input, all, keep: true);
        }
        else
        {
            for (var axis = 0; axis < axes; axis++)
            {
                value = Along(call, value with { Shape = input.Shape }, input.Rank - axes + axis, before[axis], after[axis], isMax);
            }
        }

        call.Return(call.ResultCount > 1 ? [value, value] : [value]);
    }

    private static OnnxValue Along(AtenCall call, OnnxValue value, int axis, long? length, long? outputs, bool isMax)
    {
        var operation = isMax ? "ReduceMax" : "ReduceMean";
        if (outputs == 1)
        {
            return AtenReductions.Reduce(call, operation, value, [axis], keep: true);
        }

        if (length is not { } from || outputs is not { } to)
        {
            // The same length in and out at all sizes.
            return length is null && outputs is null ? value : throw call.Error("the length of its axis varies, and with it the windows. Fix it: leave its name out of OnnxInput; or pool to 1.");
        }

        if (from == to)
        {
            return value;
        }

        if (!isMax)
        {
            // Windows of several sizes as one product with a matrix of averages.
            var weights = new float[from * to];
            for (var i = 0L; i < to; i++)
            {
                var (start, end) = (i * from / to, (((i + 1) * from) + to - 1) / to);
                for (var j = start; j < end; j++)
                {
                    weights[(j * to) + i] = 1f / (end - start);
                }
            }

            var matrix = call.Cast(call.Table("averages", weights, from, to), value.Type);
            long[] order = [.. Enumerable.Range(0, value.Rank).Select(at => (long)at)];
            (order[axis], order[^1]) = (order[^1], order[axis]);
            var product = call.Add("MatMul", [AtenShapes.Permuted(call, value, order), matrix]) with { Shape = value.Shape };
            return AtenShapes.Permuted(call, product, order) with { Shape = value.Shape };
        }

        var parts = Enumerable.Range(0, (int)to).Select(i => AtenReductions.Reduce(
            call,
            operation,
            call.Add("Slice", [value, call.Layer.Constant(i * from / to), call.Layer.Constant((((i + 1) * from) + to - 1) / to), call.Layer.Constant(axis)]) with { Shape = value.Shape },
            [axis],
            keep: true)).ToArray();
        return call.Add("Concat", parts, OnnxAttribute.Int("axis", axis));
    }
}
