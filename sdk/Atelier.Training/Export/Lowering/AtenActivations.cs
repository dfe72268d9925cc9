using Atelier.Onnx;
using Atelier.Prediction;

namespace Atelier.Training;

/// <summary>Activations, and what is left out at inference.</summary>
internal static class AtenActivations
{
    public static IEnumerable<KeyValuePair<string, Action<AtenCall>>> Table { get; } = new Dictionary<string, Action<AtenCall>>
    {
        ["aten::relu"] = call => call.Return(AtenArithmetic.InSafeType(call, call.Type, [0], operands => call.Add("Relu", operands))),
        ["aten::relu6"] = call => call.Return(Clipped(call, call.Tensor(0), 0, 6)),
        ["aten::hardtanh"] = call => call.Return(Clipped(call, call.Tensor(0), call.Double(1), call.Double(2))),
        ["aten::sigmoid"] = call => call.Return(call.Add("Sigmoid", [call.Operand(0, call.Type)])),
        ["aten::special_expit"] = call => call.Return(call.Add("Sigmoid", [call.Operand(0, call.Type)])),
        ["aten::tanh"] = call => call.Return(call.Add("Tanh", [call.Operand(0, call.Type)])),
        ["aten::leaky_relu"] = call => call.Return(call.Add("LeakyRelu", [call.Tensor(0)], OnnxAttribute.Float("alpha", call.Double(1)))),
        ["aten::rrelu"] = RandomizedLeaky,
        ["aten::prelu"] = PRelu,
        ["aten::_prelu_kernel"] = call => call.Return(call.Add("PRelu", [call.Tensor(0), call.Tensor(1)])),
        ["aten::elu"] = Elu,
        ["aten::selu"] = call => call.Return(call.Add("Selu", [call.Tensor(0)])),
        ["aten::celu"] = call => call.Return(call.Add("Celu", [call.Tensor(0)], OnnxAttribute.Float("alpha", call.IsNone(1) ? 1 : call.Double(1)))),
        ["aten::gelu"] = call => call.Return(Gelu(call, call.Tensor(0), call.Count > 1 ? call.Text(1) : "none")),
        ["aten::silu"] = call => call.Return(call.Add("Mul", [call.Tensor(0), call.Add("Sigmoid", [call.Tensor(0)])])),
        ["aten::mish"] = call => call.Return(call.Add("Mul", [call.Tensor(0), call.Add("Tanh", [call.Add("Softplus", [call.Tensor(0)])])])),
        ["aten::hardsigmoid"] = call => call.Return(HardSigmoid(call)),
        ["aten::hardswish"] = call => call.Return(call.Add("Mul", [call.Tensor(0), HardSigmoid(call)])),
        ["aten::hardshrink"] = call => call.Return(Shrunk(call, hard: true)),
        ["aten::softshrink"] = call => call.Return(Shrunk(call, hard: false)),
        ["aten::tanhshrink"] = call => call.Return(call.Add("Sub", [call.Tensor(0), call.Add("Tanh", [call.Tensor(0)])])),
        ["aten::softplus"] = Softplus,
        ["aten::softsign"] = call => call.Return(call.Add("Softsign", [call.Tensor(0)])),
        ["aten::log_sigmoid"] = call => call.Return(call.Add("Neg", [call.Add("Softplus", [call.Add("Neg", [call.Tensor(0)])])])),
        ["aten::threshold"] = Threshold,
        ["aten::glu"] = Glu,
        ["aten::softmax"] = call => Softmax(call, "Softmax"),
        ["aten::special_softmax"] = call => Softmax(call, "Softmax"),
        ["aten::_softmax"] = call => Softmax(call, "Softmax"),
        ["aten::log_softmax"] = call => Softmax(call, "LogSoftmax"),
        ["aten::special_log_softmax"] = call => Softmax(call, "LogSoftmax"),
        ["aten::dropout"] = PassThrough,
        ["aten::feature_dropout"] = PassThrough,
        ["aten::alpha_dropout"] = PassThrough,
        ["aten::feature_alpha_dropout"] = PassThrough,
        ["aten::gumbel_softmax"] = call => throw call.Error("it draws random numbers. Use softmax in eval mode: if (training) ..."),
    };

    /// <summary>Gaussian error linear unit, by the error function or by its approximation with tanh.</summary>
    /// <remarks>Hendrycks and Gimpel, "Gaussian Error Linear Units", section 2. Written out: the operator Gelu came with version 20 only, and runtimes fuse this form.</remarks>
    public static OnnxValue Gelu(AtenCall call, OnnxValue value, string approximate)
    {
        OnnxValue Number(double number) => call.Layer.Scalar(call.Type, number);
        if (approximate == "tanh")
        {
            var cube = call.Add("Mul", [call.Add("Mul", [value, value]), value]);
            var inner = call.Add("Mul", [call.Add("Add", [value, call.Add("Mul", [cube, Number(0.044715)])]), Number(Math.Sqrt(2 / Math.PI))]);
            return call.Add("Mul", [call.Add("Mul", [value, Number(0.5)]), call.Add("Add", [call.Add("Tanh", [inner]), Number(1)])]);
        }

        var error = call.Add("Erf", [call.Add("Div", [value, Number(Math.Sqrt(2))])]);
        return call.Add("Mul", [call.Add("Mul", [value, call.Add("Add", [error, Number(1)])]), Number(0.5)]);
    }

    private static OnnxValue Clipped(AtenCall call, OnnxValue value, double lowest, double highest) =>
        call.Add("Clip", [value, call.Layer.Scalar(value.Type, lowest), call.Layer.Scalar(value.Type, highest)]);

    private static void RandomizedLeaky(AtenCall call)
    {
        if (call.Bool(3))
        {
            throw call.Error("it draws random slopes although the model is in eval mode. Pass the module's own `training` to it.");
        }

        // At inference the slope is the middle of its range.
        call.Return(call.Add("LeakyRelu", [call.Tensor(0)], OnnxAttribute.Float("alpha", (call.Double(1) + call.Double(2)) / 2)));
    }

    /// <summary>A slope for each channel, which is the second axis.</summary>
    private static void PRelu(AtenCall call)
    {
        var (value, slope) = (call.Tensor(0), call.Tensor(1));
        if (value.Rank > 2 && slope.Shape is not [{ Length: 1 }])
        {
            slope = call.Add("Unsqueeze", [slope, call.Layer.Constant([.. Enumerable.Range(1, value.Rank - 2).Select(axis => (long)axis)])]);
        }

        call.Return(call.Add("PRelu", [value, slope]));
    }

    /// <summary>scale * x, and scale * alpha * (exp(x * input scale) - 1) below 0.</summary>
    private static void Elu(AtenCall call)
    {
        var (alpha, scale, inputScale) = (call.Double(1), call.IsNone(2) ? 1 : call.Double(2), call.IsNone(3) ? 1 : call.Double(3));
        if (scale == 1 && inputScale == 1)
        {
            call.Return(call.Add("Elu", [call.Tensor(0)], OnnxAttribute.Float("alpha", alpha)));
            return;
        }

        var value = call.Tensor(0);
        var zero = call.Layer.Scalar(call.Type, 0);
        var positive = call.Add("Mul", [value, call.Layer.Scalar(call.Type, scale)]);
        var exponent = call.Add("Exp", [call.Add("Mul", [call.Add("Min", [value, zero]), call.Layer.Scalar(call.Type, inputScale)])]);
        var negative = call.Add("Mul", [call.Add("Sub", [exponent, call.Layer.Scalar(call.Type, 1)]), call.Layer.Scalar(call.Type, alpha * scale)]);
        call.Return(AtenComparisons.Choose(call, call.AddAs(DataType.Bool, "Greater", [value, zero]), positive, negative));
    }

    private static OnnxValue HardSigmoid(AtenCall call) => call.Add("HardSigmoid", [call.Tensor(0)], OnnxAttribute.Float("alpha", 1f / 6), OnnxAttribute.Float("beta", 0.5));

    private static OnnxValue Shrunk(AtenCall call, bool hard)
    {
        var edge = call.IsNone(1) ? 0.5 : call.Double(1);
        return call.Add("Shrink", [call.Tensor(0)], OnnxAttribute.Float("lambd", edge), OnnxAttribute.Float("bias", hard ? 0 : edge));
    }

    /// <summary>log(1 + exp(beta x)) / beta, and x where beta x is above the threshold.</summary>
    private static void Softplus(AtenCall call)
    {
        var (beta, threshold) = (call.Double(1), call.Double(2));
        var scaled = beta == 1 ? call.Tensor(0) : call.Add("Mul", [call.Tensor(0), call.Layer.Scalar(call.Type, beta)]);
        var smooth = call.Add("Softplus", [scaled]);
        smooth = beta == 1 ? smooth : call.Add("Div", [smooth, call.Layer.Scalar(call.Type, beta)]);
        call.Return(AtenComparisons.Choose(call, call.AddAs(DataType.Bool, "Greater", [scaled, call.Layer.Scalar(call.Type, threshold)]), call.Tensor(0), smooth));
    }

    private static void Threshold(AtenCall call)
    {
        var isAbove = call.AddAs(DataType.Bool, "Greater", [call.Tensor(0), call.Layer.Scalar(call.Type, call.Double(1))]);
        call.Return(AtenComparisons.Choose(call, isAbove, call.Tensor(0), call.Layer.Scalar(call.Type, call.Double(2))));
    }

    /// <summary>The first half of an axis by the sigmoid of the second.</summary>
    private static void Glu(AtenCall call)
    {
        var axis = call.Axis(call.Int(1), call.Rank);
        var half = call.Lengths()[axis] ?? throw call.Error("the length of its axis varies. Fix it: leave its name out of OnnxInput.");
        var parts = call.Layer.Add("Split", [call.Tensor(0), call.Layer.Constant(half, half)], [call.Type, call.Type], [OnnxAttribute.Int("axis", axis)]);
        call.Return(call.Add("Mul", [parts[0], call.Add("Sigmoid", [parts[1]])]));
    }

    private static void Softmax(AtenCall call, string operation)
    {
        var input = call.Cast(call.Tensor(0), call.Type);
        // A number has one entry on its only axis.
        call.Return(input.Rank == 0
            ? call.Add("Squeeze", [call.Add(operation, [call.Add("Unsqueeze", [input, call.Layer.Constant(0)])], OnnxAttribute.Int("axis", 0))])
            : call.Add(operation, [input], OnnxAttribute.Int("axis", call.Axis(call.Int(1), input.Rank))));
    }

    private static void PassThrough(AtenCall call)
    {
        if (call.Bool(2))
        {
            throw call.Error("dropout is on although the model is in eval mode. Pass the module's own `training` to it, not `true`.");
        }

        call.Return(call.Tensor(0));
    }
}
