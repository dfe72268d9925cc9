using Atelier.Onnx;

namespace Atelier.Inference;

/// <summary>Products on 8-bit integers, the values quantized while the graph runs; tables of 8-bit numbers.</summary>
/// <remarks>
/// The nodes come in the form that ONNX Runtime joins into one: DynamicQuantizeLinear, MatMulInteger, Cast, and Mul with the product of both steps.
/// </remarks>
internal sealed class DynamicRewriter(GraphEdit edit, ValueTypes types, NodeLog log, DynamicQuantization options)
{
    private readonly Dictionary<string, (string Numbers, string Step, string Zero)> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Numbers, string Steps)> _weights = new(StringComparer.Ordinal);

    public void Run()
    {
        foreach (var node in edit.Nodes)
        {
            var why = GraphEdit.Is(node, "MatMul", "Gemm") ? Product(node)
                : GraphEdit.Is(node, "Gather") ? Table(node)
                : GraphEdit.Is(node, "Conv", "ConvTranspose", "LSTM", "GRU", "RNN") ? "dynamic quantization is for MatMul, Gemm and Gather"
                : GraphEdit.Inner(node).Length > 0 ? log.Untouchable(node)
                : "";
            if (why is not null)
            {
                edit.Written.Add(node);
                if (why.Length > 0)
                {
                    log.Left(node, why);
                }
            }
        }
    }

    /// <summary>Rewrites a product; says why it does not. An empty answer is no candidate at all.</summary>
    private string? Product(NodeProto node)
    {
        if (Why(node, 1) is { } why)
        {
            return why;
        }

        var weight = edit.Constant(node.Input[1])!;
        var isGemm = node.OpType == "Gemm";
        var alpha = isGemm ? GraphEdit.Attribute(node, "alpha")?.F ?? 1 : 1;
        var beta = isGemm ? GraphEdit.Attribute(node, "beta")?.F ?? 1 : 1;
        var bias = isGemm ? node.Input.ElementAtOrDefault(2) ?? "" : "";
        if (isGemm && (GraphEdit.Attribute(node, "transA")?.I ?? 0) != 0)
        {
            return "it turns its input around (transA)";
        }

        if (!float.IsFinite(alpha) || alpha == 0)
        {
            return FormattableString.Invariant($"its alpha is {alpha}");
        }

        if (bias.Length > 0 && beta != 1)
        {
            return FormattableString.Invariant($"its beta is {beta}");
        }

        if (weight.Dims.Count < 2)
        {
            return "its weights are a vector";
        }

        var path = GraphEdit.NameOf(node);
        var (numbers, steps) = Weight(node.Input[1], weight, isGemm && (GraphEdit.Attribute(node, "transB")?.I ?? 0) != 0, alpha);
        var (value, step, zero) = Value(node.Input[0]);
        var (sum, cast, scale) = (edit.Unused($"{path}_sum"), edit.Unused($"{path}_float"), edit.Unused($"{path}_scale"));
        edit.Write("MatMulInteger", path, [value, numbers, zero], [sum]);
        edit.Write("Cast", path, [sum], [cast], OnnxAttribute.Int("to", (long)TensorProto.Types.DataType.Float));
        edit.Write("Mul", $"{path}_steps", [step, steps], [scale]);
        var product = bias.Length > 0 ? edit.Unused($"{path}_product") : node.Output[0];
        edit.Write("Mul", path, [cast, scale], [product]);
        if (bias.Length > 0)
        {
            edit.Write("Add", path, [product, bias], [node.Output[0]]);
        }

        log.Changed(node, $"int8 weights {Check.Show([.. weight.Dims])}");
        return null;
    }

    private string? Table(NodeProto node)
    {
        if (edit.Constant(node.Input[0]) is not { } table)
        {
            return "";
        }

        var rank = table.Dims.Count;
        var axis = (int)(GraphEdit.Attribute(node, "axis")?.I ?? 0);
        axis = axis < 0 ? axis + rank : axis;
        if (table.DataType != (int)TensorProto.Types.DataType.Float || rank < 2)
        {
            // Lists of lengths and the like: no table of weights.
            return "";
        }

        if (Why(node, 0) is { } why)
        {
            return why;
        }

        if (axis == rank - 1)
        {
            return "it picks from the last dimension, which the steps belong to";
        }

        var path = GraphEdit.NameOf(node);
        if (!_weights.TryGetValue($"table {node.Input[0]}", out var quantized))
        {
            var (numbers, steps) = WeightQuantizer.Quantize(edit.Floats(table), [.. table.Dims], rank - 1, WeightQuantizer.Full);
            quantized = (edit.Add<sbyte>($"{node.Input[0]}_q", numbers, [.. table.Dims]), edit.Add<float>($"{node.Input[0]}_steps", steps, steps.Length));
            _weights.Add($"table {node.Input[0]}", quantized);
        }

        var picked = edit.Unused($"{path}_q");
        var gather = node.Clone();
        gather.Input[0] = quantized.Numbers;
        gather.Output[0] = picked;
        edit.Written.Add(gather);
        edit.Write("DequantizeLinear", path, [picked, quantized.Steps], [node.Output[0]], OnnxAttribute.Int("axis", -1));
        log.Changed(node, $"int8 table {Check.Show([.. table.Dims])}");
        return null;
    }

    private string? Why(NodeProto node, int weight) => log.Untouchable(node) is { } why ? why
        : edit.Constant(node.Input[weight]) is not { } tensor ? edit.Constant(node.Input[0]) is null ? "both of its inputs are computed" : "its weights are its first input"
        : weight == 1 && !types.IsFloat(node.Input[0]) ? "it is not of float32"
        : WeightQuantizer.WhyNot(edit, tensor);

    private (string Numbers, string Step, string Zero) Value(string name)
    {
        if (!_values.TryGetValue(name, out var value))
        {
            value = (edit.Unused($"{name}_q"), edit.Unused($"{name}_step"), edit.Unused($"{name}_zero"));
            edit.Write("DynamicQuantizeLinear", name, [name], [value.Numbers, value.Step, value.Zero]);
            _values.Add(name, value);
        }

        return value;
    }

    private (string Numbers, string Steps) Weight(string name, TensorProto weight, bool transposed, float alpha)
    {
        var key = FormattableString.Invariant($"{name} {transposed} {alpha}");
        if (!_weights.TryGetValue(key, out var quantized))
        {
            var values = edit.Floats(weight);
            long[] shape = [.. weight.Dims];
            if (transposed)
            {
                values = Transposing.Of(values, shape, [1, 0]);
                shape = [shape[1], shape[0]];
            }

            // Steps along columns multiply the columns of the product; a stack of matrices has one for all.
            var (numbers, steps) = WeightQuantizer.Quantize(
                values, shape, shape.Length == 2 ? 1 : null, options.FullRangeWeights ? WeightQuantizer.Full : WeightQuantizer.Reduced);
            for (var i = 0; i < steps.Length; i++)
            {
                steps[i] *= alpha;
            }

            quantized = (edit.Add<sbyte>($"{name}_q", numbers, shape), edit.Add<float>($"{name}_steps", steps, steps.Length == 1 ? [] : [steps.Length]));
            _weights.Add(key, quantized);
        }

        return quantized;
    }
}
