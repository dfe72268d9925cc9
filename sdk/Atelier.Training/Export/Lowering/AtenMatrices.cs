using Atelier.Onnx;

namespace Atelier.Training;

/// <summary>Products of matrices.</summary>
internal static class AtenMatrices
{
    public static IEnumerable<KeyValuePair<string, Action<AtenCall>>> Table { get; } = new Dictionary<string, Action<AtenCall>>
    {
        ["aten::linear"] = Linear,
        ["aten::addmm"] = AddMatrixProduct,
        ["aten::mm"] = call => MatrixProduct(call, call.Tensor(0), 1, null),
        ["aten::matmul"] = call => MatMul(call),
        ["aten::bmm"] = call => call.Return(call.Add("MatMul", [call.Tensor(0), call.Tensor(1)])),
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
            MatrixProduct(call, call.Tensor(0), 1, null);
            return;
        }

        call.Return(call.Add("MatMul", [call.Tensor(0), call.Tensor(1)]));
    }

    private static void MatrixProduct(AtenCall call, OnnxValue first, int at, OnnxValue? bias)
    {
        var (second, transposed) = Operand(call, at);
        call.Return(transposed == 0
            ? call.Add("MatMul", [first, second])
            : call.Add("Gemm", bias is null ? [first, second] : [first, second, bias], OnnxAttribute.Int("transB", 1)));
    }

    /// <summary>A matrix, or the one that it is the transposition of.</summary>
    private static (OnnxValue Value, long Transposed) Operand(AtenCall call, int at) =>
        call.TransposedFrom(at) is { } original ? (original, 1) : (call.Tensor(at), 0);
}
