using Atelier.Onnx;

namespace Atelier.Inference;

/// <summary>Computation in half precision wherever ONNX has it, with casts where it begins and ends.</summary>
/// <remarks>
/// A value that is made in single precision keeps its name; its half has a name of its own. So what reads the single one (answers, inner graphs,
/// operations that stay) needs no change.
/// </remarks>
internal sealed class Float16Rewriter(GraphEdit edit, ValueTypes types, NodeLog log)
{
    private const float Largest = 65504;

    /// <summary>Operations all of whose arrays of float32 may be float16 instead (ONNX, docs/Operators.md, opset 13 and newer).</summary>
    private static readonly HashSet<string> Halves =
    [
        "Abs", "Acos", "Acosh", "Add", "And", "ArgMax", "ArgMin", "Asin", "Asinh", "Atan", "Atanh", "AveragePool", "BatchNormalization", "Ceil", "Celu",
        "Clip", "Compress", "Concat", "Conv", "ConvTranspose", "Cos", "Cosh", "DepthToSpace", "Div", "Dropout", "Einsum", "Elu", "Equal", "Erf", "Exp",
        "Expand", "Flatten", "Floor", "GRU", "Gather", "GatherElements", "GatherND", "Gelu", "Gemm", "GlobalAveragePool", "GlobalLpPool", "GlobalMaxPool",
        "Greater", "GreaterOrEqual", "GridSample", "GroupNormalization", "HardSigmoid", "HardSwish", "Hardmax", "Identity", "InstanceNormalization", "IsNaN",
        "LRN", "LSTM", "LeakyRelu", "Less", "LessOrEqual", "Log", "LogSoftmax", "LpNormalization", "LpPool", "MatMul", "Max", "MaxPool", "Mean", "Min",
        "Mish", "Mod", "Mul", "Neg", "NonZero", "OneHot", "PRelu", "Pad", "Pow", "RNN", "Reciprocal", "ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp",
        "ReduceMax", "ReduceMean", "ReduceMin", "ReduceProd", "ReduceSum", "ReduceSumSquare", "Relu", "Reshape", "Round", "ScatterElements", "ScatterND",
        "Selu", "Shape", "Sigmoid", "Sign", "Sin", "Sinh", "Size", "Slice", "Softmax", "Softplus", "Softsign", "SpaceToDepth", "Split", "Sqrt", "Squeeze",
        "Sub", "Sum", "Tan", "Tanh", "ThresholdedRelu", "Tile", "TopK", "Transpose", "Trilu", "Unsqueeze", "Where", "LayerNormalization",
    ];

    private readonly Dictionary<string, string> _halves = new(StringComparer.Ordinal);
    private readonly HashSet<string> _onlyHalf = new(StringComparer.Ordinal);
    private readonly HashSet<string> _noted = new(StringComparer.Ordinal);

    public void Run()
    {
        foreach (var node in edit.Nodes)
        {
            var why = WhyNot(node);
            if (why is null)
            {
                log.Changed(node, "float16");
                Convert(node);
                continue;
            }

            foreach (var name in node.Input.Concat(GraphEdit.Inner(node).SelectMany(GraphEdit.NamesIn)).Where(_onlyHalf.Contains).Distinct().ToArray())
            {
                ToSingle(name);
            }

            edit.Written.Add(node);
            if (why.Length > 0)
            {
                log.Left(node, why);
            }
        }

        foreach (var output in edit.Model.Graph.Output.Select(output => output.Name).Where(_onlyHalf.Contains).ToArray())
        {
            ToSingle(output);
        }
    }

    /// <summary>Why a node stays in single precision; null when it does not, and empty when it has no number in single precision to begin with.</summary>
    private string? WhyNot(NodeProto node)
    {
        if (!node.Input.Concat(node.Output).Any(IsFloat) && GraphEdit.Inner(node).Length == 0)
        {
            return "";
        }

        if (log.Untouchable(node) is { } why)
        {
            return why;
        }

        // The further outputs of LayerNormalization are single precision in any case.
        if (!GraphEdit.Is(node, [.. Halves]) || (node.OpType == "LayerNormalization" && node.Output.Count > 1))
        {
            return "ONNX has no half precision for all of its arrays";
        }

        foreach (var name in node.Input.Where(IsFloat))
        {
            if (edit.Constant(name) is { } tensor && edit.Floats(tensor) is { Length: > 1 } values && values.FirstOrDefault(IsBeyond) is var bad and not 0)
            {
                return FormattableString.Invariant($"its constant `{name}` holds {bad}, beyond half precision's {Largest}");
            }
        }

        return null;
    }

    private bool IsFloat(string name) => edit.Constant(name) is { } tensor ? tensor.DataType == (int)TensorProto.Types.DataType.Float : types.IsFloat(name);

    private static bool IsBeyond(float value) => float.IsFinite(value) && Math.Abs(value) > Largest;

    private void Convert(NodeProto node)
    {
        for (var i = 0; i < node.Input.Count; i++)
        {
            if (node.Input[i].Length > 0 && IsFloat(node.Input[i]))
            {
                node.Input[i] = Half(node.Input[i]);
            }
        }

        edit.Written.Add(node);
        for (var i = 0; i < node.Output.Count; i++)
        {
            var name = node.Output[i];
            if (name.Length > 0 && IsFloat(name))
            {
                node.Output[i] = _halves[name] = edit.Unused($"{name}_half");
                _onlyHalf.Add(name);
            }
        }
    }

    private string Half(string name)
    {
        if (_halves.TryGetValue(name, out var half))
        {
            return half;
        }

        if (edit.Constant(name) is { } tensor)
        {
            half = edit.Add<Half>($"{name}_half", Halve(name, edit.Floats(tensor)), [.. tensor.Dims]);
        }
        else
        {
            half = edit.Unused($"{name}_half");
            edit.Write("Cast", name, [name], [half], OnnxAttribute.Int("to", (long)TensorProto.Types.DataType.Float16));
        }

        _halves.Add(name, half);
        return half;
    }

    private void ToSingle(string name)
    {
        _onlyHalf.Remove(name);
        edit.Write("Cast", name, [_halves[name]], [name], OnnxAttribute.Int("to", (long)TensorProto.Types.DataType.Float));
    }

    private Half[] Halve(string name, float[] values)
    {
        var halves = new Half[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var clamped = IsBeyond(values[i]) ? float.CopySign(Largest, values[i]) : values[i];
            halves[i] = (Half)clamped;
            // A single small number keeps something from being divided by zero.
            if (values.Length == 1 && halves[i] == default && values[i] != 0)
            {
                halves[i] = (Half)float.CopySign((float)System.Half.Epsilon, values[i]);
            }

            if (values.Length == 1 && (clamped != values[i] || (values[i] != 0 && Math.Abs(values[i]) < (float)System.Half.Epsilon / 2)) && _noted.Add(name))
            {
                log.Notes.Add(FormattableString.Invariant($"the constant `{name}` is {(float)halves[i]} rather than {values[i]}"));
            }
        }

        return halves;
    }
}
