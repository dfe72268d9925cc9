using Atelier.Onnx;
using Atelier.Prediction;

namespace Atelier.Training;

/// <summary>Tensors made of the products and combinations of others, and of grids and bags.</summary>
internal static class AtenCombining
{
    public static IEnumerable<KeyValuePair<string, Action<AtenCall>>> Table { get; } = new Dictionary<string, Action<AtenCall>>
    {
        ["aten::cross"] = call => Cross(call, call.IsNone(2) ? null : call.Int(2)),
        ["aten::linalg_cross"] = call => Cross(call, call.IsNone(2) ? -1 : call.Int(2)),
        ["aten::kron"] = Kronecker,
        ["aten::block_diag"] = BlockDiagonal,
        ["aten::cartesian_prod"] = CartesianProduct,
        ["aten::combinations"] = Combinations,
        ["aten::embedding_bag"] = EmbeddingBag,
        ["aten::affine_grid_generator"] = AffineGrid,
        ["aten::col2im"] = ColumnsToImage,
    };

    /// <summary>The product of vectors of three numbers; without an axis, along the first of length 3.</summary>
    private static void Cross(AtenCall call, long? along)
    {
        var (first, second) = (call.Operand(0, call.Type), call.Operand(1, call.Type));
        var axis = along is { } given ? call.Axis(given, call.Rank) : Array.FindIndex(call.Lengths(), length => length == 3);
        if (axis < 0)
        {
            throw call.Error("no axis of fixed length 3 was found. Give it: torch.cross(a, b, dim).");
        }

        OnnxValue Turned(OnnxValue value, params ReadOnlySpan<long> order) => call.Add("Gather", [value, call.Layer.Constant(order)], OnnxAttribute.Int("axis", axis - call.Rank));
        var forth = call.Add("Mul", [Turned(first, 1, 2, 0), Turned(second, 2, 0, 1)]);
        var back = call.Add("Mul", [Turned(first, 2, 0, 1), Turned(second, 1, 2, 0)]);
        call.Return(call.Add("Sub", [forth, back]));
    }

    /// <summary>Each element of the first times all of the second.</summary>
    private static void Kronecker(AtenCall call)
    {
        var (first, second) = (Filled(call, call.Operand(0, call.Type)), Filled(call, call.Operand(1, call.Type)));
        // (a, 1, b, 1) times (1, c, 1, d) is (a, c, b, d), which is reshaped to (a c, b d).
        var left = Compose.Unsqueezed(call, first, [.. Enumerable.Range(0, call.Rank).Select(axis => (2L * axis) + 1)]);
        var right = Compose.Unsqueezed(call, second, [.. Enumerable.Range(0, call.Rank).Select(axis => 2L * axis)]);
        call.Return(AtenShapes.Reshaped(call, call.Add("Mul", [left, right])));
    }

    /// <summary>As many axes as the result has; the new ones in front.</summary>
    private static OnnxValue Filled(AtenCall call, OnnxValue value) => value.Rank == call.Rank
        ? value
        : Compose.Unsqueezed(call, value, [.. Enumerable.Range(0, call.Rank - value.Rank).Select(axis => (long)axis)]);

    /// <summary>Matrices down the diagonal, 0 elsewhere.</summary>
    private static void BlockDiagonal(AtenCall call)
    {
        OnnxValue[] blocks = [.. call.Tensors(0).Select(block => Compose.AtLeast(call, call.Cast(block!, call.Type) with { Shape = block!.Shape }, 2))];
        OnnxValue[] widths = [.. blocks.Select(block => AtenParts.Length(call, block, 1))];
        var none = call.Layer.Constant(0);
        OnnxValue Sum(IEnumerable<OnnxValue> lengths) => lengths.Aggregate(none, (sum, length) => call.Add("Add", [sum, length]));
        call.Return(call.Add(
            "Concat",
            [.. blocks.Select((block, at) => call.Add(
                "Pad", [block, call.Add("Concat", [none, Sum(widths[..at]), none, Sum(widths[(at + 1)..])], OnnxAttribute.Int("axis", 0))]))],
            OnnxAttribute.Int("axis", 0)));
    }

    /// <summary>All choices of one element of each vector, a row each.</summary>
    private static void CartesianProduct(AtenCall call)
    {
        OnnxValue[] vectors = [.. call.Tensors(0).Select(vector => vector!)];
        if (vectors.Length == 1)
        {
            call.Return(vectors[0]);
            return;
        }

        var lengths = call.Add("Concat", [.. vectors.Select(vector => AtenParts.Length(call, vector, 0))], OnnxAttribute.Int("axis", 0));
        call.Return(call.Add("Concat", [.. vectors.Select((vector, at) =>
        {
            long[] shape = [.. Enumerable.Range(0, vectors.Length).Select(axis => axis == at ? -1L : 1L)];
            return Compose.Reshaped(call, Compose.Expanded(call, Compose.Reshaped(call, vector, shape), lengths), -1, 1);
        })], OnnxAttribute.Int("axis", 1)));
    }

    /// <summary>All ways to take some elements of a vector, in order; with repeats where asked.</summary>
    private static void Combinations(AtenCall call)
    {
        var (count, repeats) = (call.IsNone(1) ? 2 : (int)call.Int(1), !call.IsNone(2) && call.Bool(2));
        if (call.LengthsOf(0)[0] is not { } length)
        {
            throw call.Error("the length of its vector varies, and with it the number of rows. Fix it: leave its name out of OnnxInput.");
        }

        var places = Choices(0, (int)length, count, repeats).SelectMany(row => row).ToArray();
        call.Return(call.Add("Gather", [call.Tensor(0), call.Table("choices", places, places.Length / Math.Max(1, count), count)]));
    }

    private static IEnumerable<long[]> Choices(int from, int length, int count, bool repeats) => count == 0
        ? [[]]
        : Enumerable.Range(from, Math.Max(0, length - from)).SelectMany(first => Choices(repeats ? first : first + 1, length, count - 1, repeats).Select(rest => (long[])[first, .. rest]));

    /// <summary>
    /// embedding_bag(weight, indices, offsets, scale_grad, mode, sparse, per_sample_weights, include_last_offset, padding_idx): the sum, mean or largest of the rows of each bag, which begins at
    /// its offset. Written as a matrix of which index is in which bag: one element for each of both.
    /// </summary>
    private static void EmbeddingBag(AtenCall call)
    {
        if (Enumerable.Range(1, call.ResultCount - 1).Any(call.IsUsed))
        {
            throw call.Error("the bags' own places and sizes are used, which are for its gradient. Use the rows alone.");
        }

        var weight = call.Tensor(0);
        var indices = call.Cast(call.Tensor(1), DataType.Int64) with { Shape = call.Tensor(1).Shape };
        var offsets = call.Cast(call.Tensor(2), DataType.Int64) with { Shape = call.Tensor(2).Shape };
        var next = call.Add("Concat", [call.Add("Slice", [offsets, call.Layer.Constant(1), call.Layer.Constant(long.MaxValue)]), AtenParts.Length(call, indices, 0)], OnnxAttribute.Int("axis", 0));
        if (!call.IsNone(7) && call.Bool(7))
        {
            // The last offset is where the last bag ends.
            next = call.Add("Slice", [offsets, call.Layer.Constant(1), call.Layer.Constant(long.MaxValue)]);
            offsets = call.Add("Slice", [offsets, call.Layer.Constant(0), call.Layer.Constant(-1)]);
        }

        var places = Compose.Places(call, indices, 0);
        OnnxValue Column(OnnxValue value) => call.Add("Unsqueeze", [value, call.Layer.Constant(1)]);
        var isIn = call.Add(
            "And", [call.AddAs(DataType.Bool, "LessOrEqual", [Column(offsets), places]), call.AddAs(DataType.Bool, "Less", [places, Column(next)])]);
        if (!call.IsNone(8) && call.Int(8) >= 0)
        {
            isIn = call.Add("And", [isIn, call.Add("Not", [call.AddAs(DataType.Bool, "Equal", [indices, call.Layer.Scalar(DataType.Int64, call.Int(8))])])]);
        }

        var rows = call.Add("Gather", [weight, indices]);
        rows = call.OptionalTensor(6) is { } scale ? call.Add("Mul", [rows, Column(scale)]) : rows;
        var matrix = call.Cast(isIn, call.Type) with { Shape = [OnnxDimension.Unknown, OnnxDimension.Unknown] };
        var counts = AtenReductions.Reduce(call, "ReduceSum", matrix, [1], keep: true);
        var result = call.Int(4) switch
        {
            0 => call.Add("MatMul", [matrix, rows]),
            1 => call.Add("Div", [call.Add("MatMul", [matrix, rows]), call.Add("Max", [counts, call.Layer.Scalar(call.Type, 1)])]),
            _ => Largest(),
        };
        call.Return([result, .. Enumerable.Repeat(counts, call.ResultCount - 1)]);

        OnnxValue Largest()
        {
            var each = call.AddAs(
                call.Type, "Where", [call.Add("Unsqueeze", [isIn, call.Layer.Constant(2)]), call.Add("Unsqueeze", [rows, call.Layer.Constant(0)]), call.Layer.Scalar(call.Type, double.NegativeInfinity)])
                with
            { Shape = [OnnxDimension.Unknown, OnnxDimension.Unknown, OnnxDimension.Unknown] };
            var isEmpty = call.AddAs(DataType.Bool, "Equal", [counts, call.Layer.Scalar(call.Type, 0)]);
            return call.AddAs(call.Type, "Where", [isEmpty, call.Layer.Scalar(call.Type, 0), AtenReductions.Reduce(call, "ReduceMax", each, [1], keep: false)]);
        }
    }

    /// <summary>affine_grid_generator(theta, size, align_corners): where each pixel of the result looks, from -1 to 1, for grid_sample.</summary>
    private static void AffineGrid(AtenCall call)
    {
        var lengths = call.Numbers(1);
        if (lengths.Skip(2).Any(length => !length.IsFixed))
        {
            throw call.Error("the size of its images varies. Fix those axes: leave their names out of OnnxInput.");
        }

        int[] sides = [.. lengths.Skip(2).Select(length => (int)length.Values[0])];
        var pixels = sides.Aggregate(1, (product, side) => product * side);
        var width = sides.Length + 1;
        var grid = new float[pixels * width];
        for (var pixel = 0; pixel < pixels; pixel++)
        {
            // The last axis is x, which comes first; then a 1 for the translation.
            var rest = pixel;
            for (var axis = sides.Length - 1; axis >= 0; axis--)
            {
                grid[(pixel * width) + (sides.Length - 1 - axis)] = Coordinate(rest % sides[axis], sides[axis], call.Bool(2));
                rest /= sides[axis];
            }

            grid[(pixel * width) + sides.Length] = 1;
        }

        var theta = call.Tensor(0);
        var even = call.Cast(call.Table("grid", grid, pixels, width), call.Type);
        call.Return(AtenShapes.Reshaped(call, call.Add("MatMul", [even, AtenShapes.Permuted(call, theta, [0, 2, 1])])));
    }

    private static float Coordinate(int at, int side, bool alignCorners) => alignCorners
        ? side == 1 ? 0 : -1 + (2f * at / (side - 1))
        : -1 + (((2f * at) + 1) / side);

    /// <summary>col2im(columns, output_size, kernel_size, dilation, padding, stride): blocks put back side by side, added where they overlap (torch.nn.Fold).</summary>
    private static void ColumnsToImage(AtenCall call)
    {
        if (call.Layer.OpsetVersion < 18)
        {
            throw call.Error("putting blocks back needs ONNX's operator Col2Im of version 18. Export with new OnnxExportOptions { OpsetVersion = 18 }.");
        }

        var (kernel, dilation, padding, stride) = (call.Ints(2), call.Ints(3), call.Ints(4), call.Ints(5));
        var columns = call.Tensor(0).Rank == 3 ? call.Tensor(0) : Compose.Unsqueezed(call, call.Tensor(0), 0);
        var image = call.Add(
            "Col2Im",
            [columns, call.Sizes(1), call.Layer.Constant(kernel)],
            OnnxAttribute.Ints("dilations", dilation),
            OnnxAttribute.Ints("pads", [.. padding, .. padding]),
            OnnxAttribute.Ints("strides", stride));
        call.Return(AtenShapes.Reshaped(call, image));
    }
}
