using Atelier.Onnx;

namespace Atelier.Training;

/// <summary>Products of matrices and vectors, and distances.</summary>
internal static class AtenMatrices
{
    public static IEnumerable<KeyValuePair<string, Action<AtenCall>>> Table { get; } = new Dictionary<string, Action<AtenCall>>
    {
        ["aten::linear"] = Linear,
        ["aten::addmm"] = AddMatrixProduct,
        ["aten::mm"] = MatrixProduct,
        ["aten::matmul"] = call => MatMul(call),
        ["aten::bmm"] = call => call.Return(call.Add("MatMul", [call.Tensor(0), call.Tensor(1)])),
        ["aten::mv"] = call => call.Return(call.Add("MatMul", [call.Tensor(0), call.Tensor(1)])),
        ["aten::dot"] = call => call.Return(call.Add("MatMul", [call.Tensor(0), call.Tensor(1)])),
        ["aten::inner"] = Inner,
        ["aten::linalg_matmul"] = call => MatMul(call),
        ["aten::linalg_vecdot"] = call => call.Return(AtenReductions.Reduce(
            call, "ReduceSum", Compose.Broadcast(call, "Mul", call.Operand(0, call.Type), call.Operand(1, call.Type)), [call.IsNone(2) ? -1 : call.Int(2)], keep: false)),
        ["aten::linalg_det"] = call => call.Return(call.Add("Det", [call.Tensor(0)])),
        ["aten::det"] = call => call.Return(call.Add("Det", [call.Tensor(0)])),
        ["aten::matrix_power"] = Power,
        ["aten::linalg_matrix_power"] = Power,
        ["aten::dist"] = call => call.Return(AtenReductions.VectorNorm(
            call, Compose.Broadcast(call, "Sub", call.Operand(0, call.Type), call.Operand(1, call.Type)), call.IsNone(2) ? 2 : call.Double(2), [], keep: false)),
        ["aten::vdot"] = call => call.Return(call.Add("MatMul", [call.Tensor(0), call.Tensor(1)])),
        ["aten::linalg_multi_dot"] = call => call.Return(call.Tensors(0).Skip(1).Aggregate(call.Tensors(0)[0]!, (product, next) => call.Add("MatMul", [product, next]))),
        ["aten::chain_matmul"] = call => call.Return(call.Tensors(0).Skip(1).Aggregate(call.Tensors(0)[0]!, (product, next) => call.Add("MatMul", [product, next]))),
        ["aten::baddbmm"] = call => call.Return(Scaled(call, call.Add("MatMul", [call.Tensor(1), call.Tensor(2)]))),
        ["aten::addmv"] = call => call.Return(Scaled(call, call.Add("MatMul", [call.Tensor(1), call.Tensor(2)]))),
        ["aten::addr"] = call => call.Return(Scaled(call, Outer(call, call.Tensor(1), call.Tensor(2)))),
        ["aten::addbmm"] = call => call.Return(Scaled(call, AtenReductions.Reduce(
            call, "ReduceSum", call.Add("MatMul", [call.Tensor(1), call.Tensor(2)]) with { Shape = call.Tensor(1).Shape }, [0], keep: false))),
        ["aten::outer"] = call => call.Return(Outer(call, call.Tensor(0), call.Tensor(1))),
        ["aten::ger"] = call => call.Return(Outer(call, call.Tensor(0), call.Tensor(1))),
        ["aten::einsum"] = call => call.Return(Einsum(call, call.Text(0), [.. call.Tensors(1).Select(value => value!)])),
        ["aten::bilinear"] = Bilinear,
        ["aten::tensordot"] = TensorDot,
        ["aten::trace"] = Trace,
        ["aten::cosine_similarity"] = CosineSimilarity,
        ["aten::pairwise_distance"] = PairwiseDistance,
        ["aten::cdist"] = Distances,
    };

    private static void Linear(AtenCall call)
    {
        var (input, weight, bias) = (call.Tensor(0), call.Tensor(1), call.OptionalTensor(2));
        if (input.Rank == 2 && weight.Rank == 2)
        {
            OnnxValue[] operands = bias is null ? [input, weight] : [input, weight, bias];
            call.Return(call.Add("Gemm", operands, OnnxAttribute.Int("transB", 1)));
            return;
        }

        // The weight is stored as it is named in the model; a runtime folds the transposition away when it loads the graph.
        var product = call.Add("MatMul", [input, weight.Rank == 2 ? call.Add("Transpose", [weight], OnnxAttribute.Ints("perm", 1, 0)) : weight]);
        call.Return(bias is null ? product : call.Add("Add", [product, bias]));
    }

    /// <summary>beta * bias + alpha * first @ second.</summary>
    private static void AddMatrixProduct(AtenCall call)
    {
        var (beta, alpha) = (call.Double(3), call.Double(4));
        var (first, transA) = Operand(call, 1);
        var (second, transB) = Operand(call, 2);
        call.Return(call.Add(
            "Gemm",
            [first, second, call.Tensor(0)],
            OnnxAttribute.Float("alpha", alpha),
            OnnxAttribute.Float("beta", beta),
            OnnxAttribute.Int("transA", transA),
            OnnxAttribute.Int("transB", transB)));
    }

    private static void MatMul(AtenCall call)
    {
        if (call.RankOf(0) == 2 && call.RankOf(1) == 2)
        {
            MatrixProduct(call);
            return;
        }

        call.Return(call.Add("MatMul", [call.Tensor(0), call.Tensor(1)]));
    }

    private static void MatrixProduct(AtenCall call)
    {
        var (second, transposed) = Operand(call, 1);
        call.Return(transposed == 0 || !call.Type.IsFloat
            ? call.Add("MatMul", [call.Tensor(0), call.Tensor(1)])
            : call.Add("Gemm", [call.Tensor(0), second], OnnxAttribute.Int("transB", 1)));
    }

    /// <summary>A matrix, or the one that it is the transposition of.</summary>
    private static (OnnxValue Value, long Transposed) Operand(AtenCall call, int at) =>
        call.TransposedFrom(at) is { } original ? (original, 1) : (call.Tensor(at), 0);

    /// <summary>beta * first argument + alpha * product.</summary>
    private static OnnxValue Scaled(AtenCall call, OnnxValue product)
    {
        var (beta, alpha) = (call.Double(3), call.Double(4));
        product = alpha == 1 ? product : call.Add("Mul", [product, call.Layer.Scalar(call.Type, alpha)]);
        if (beta == 0)
        {
            return product;
        }

        var added = beta == 1 ? call.Tensor(0) : call.Add("Mul", [call.Tensor(0), call.Layer.Scalar(call.Type, beta)]);
        return call.Add("Add", [added, product]);
    }

    private static OnnxValue Outer(AtenCall call, OnnxValue first, OnnxValue second) =>
        call.Add("Mul", [call.Add("Unsqueeze", [call.Cast(first, call.Type), call.Layer.Constant(1)]), call.Add("Unsqueeze", [call.Cast(second, call.Type), call.Layer.Constant(0)])]);

    private static OnnxValue Einsum(AtenCall call, string equation, params OnnxValue[] operands) =>
        call.Add("Einsum", [.. operands.Select(operand => call.Cast(operand, call.Type))], OnnxAttribute.Text("equation", equation.Replace(" ", "", StringComparison.Ordinal)));

    /// <summary>x1 W x2 + bias, for each W.</summary>
    private static void Bilinear(AtenCall call)
    {
        var product = Einsum(call, "...i,kij,...j->...k", call.Tensor(0), call.Tensor(2), call.Tensor(1));
        call.Return(call.OptionalTensor(3) is { } bias ? call.Add("Add", [product, bias]) : product);
    }

    /// <summary>The product over the last axes; with a number, of all elements by it.</summary>
    private static void Inner(AtenCall call)
    {
        var (first, second) = (call.Tensor(0), call.Tensor(1));
        call.Return(first.Rank == 0 || second.Rank == 0
            ? call.Add("Mul", [call.Cast(first, call.Type), call.Cast(second, call.Type)])
            : Contracted(call, [first.Rank - 1], [second.Rank - 1]));
    }

    /// <summary>A square matrix times itself, so many times.</summary>
    private static void Power(AtenCall call)
    {
        var (value, times) = (call.Tensor(0), call.Int(1));
        if (times is < 1 or > 16)
        {
            throw call.Error($"the power {times} of a matrix has no operator in ONNX; powers from 1 to 16 are written as products. Multiply the matrix yourself.");
        }

        call.Return(Enumerable.Range(1, (int)times - 1).Aggregate(value, (product, _) => call.Add("MatMul", [product, value])));
    }

    private static void TensorDot(AtenCall call) => call.Return(Contracted(
        call, [.. call.Ints(2).Select(axis => call.Axis(axis, call.RankOf(0)))], [.. call.Ints(3).Select(axis => call.Axis(axis, call.RankOf(1)))]));

    /// <summary>The product of the two arguments over pairs of axes.</summary>
    private static OnnxValue Contracted(AtenCall call, int[] a, int[] b)
    {
        var (first, second) = (call.Tensor(0), call.Tensor(1));
        var letters = Enumerable.Range(0, first.Rank + second.Rank).Select(at => (char)('a' + at)).ToArray();
        var left = letters[..first.Rank];
        var right = letters[first.Rank..];
        foreach (var (x, y) in a.Zip(b))
        {
            right[y] = left[x];
        }

        var result = left.Where((_, axis) => !a.Contains(axis)).Concat(right.Where((_, axis) => !b.Contains(axis)));
        return Einsum(call, $"{new string(left)},{new string(right)}->{string.Concat(result)}", first, second);
    }

    private static void Trace(AtenCall call) => call.Return(Einsum(call, "ii->", call.Tensor(0)));

    /// <summary>The product of two vectors by their lengths, each at least eps (torch.nn.CosineSimilarity).</summary>
    private static void CosineSimilarity(AtenCall call)
    {
        var (first, second) = (call.Operand(0, call.Type), call.Operand(1, call.Type));
        var axis = call.Int(2);
        var lowest = call.Layer.Scalar(call.Type, call.Double(3));
        OnnxValue Length(OnnxValue value) => call.Add("Max", [AtenReductions.Reduce(call, "ReduceL2", value, [call.Axis(axis, value.Rank)], keep: true), lowest]);

        var product = Compose.Broadcast(call, "Mul", call.Add("Div", [first, Length(first)]) with { Shape = first.Shape }, call.Add("Div", [second, Length(second)]) with { Shape = second.Shape });
        call.Return(AtenReductions.Reduce(call, "ReduceSum", product, [axis], keep: false));
    }

    private static void PairwiseDistance(AtenCall call)
    {
        var (first, second) = (call.Operand(0, call.Type), call.Operand(1, call.Type));
        var difference = Compose.Broadcast(call, "Add", Compose.Broadcast(call, "Sub", first, second), call.Layer.Scalar(call.Type, call.Double(3)));
        call.Return(AtenReductions.VectorNorm(call, difference, call.Double(2), [-1], call.Bool(4)));
    }

    private static void Distances(AtenCall call)
    {
        var (first, second) = (call.Tensor(0), call.Tensor(1));
        var difference = Compose.Broadcast(call, "Sub", Compose.Unsqueezed(call, first, first.Rank - 1), Compose.Unsqueezed(call, second, second.Rank - 2));
        call.Return(AtenReductions.VectorNorm(call, difference, call.Double(2), [-1], keep: false));
    }
}
