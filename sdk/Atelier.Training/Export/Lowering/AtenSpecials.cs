using Atelier.Onnx;
using Atelier.Prediction;

namespace Atelier.Training;

/// <summary>Rarer functions, element by element (torch.special and others).</summary>
internal static class AtenSpecials
{
    public static IEnumerable<KeyValuePair<string, Action<AtenCall>>> Table { get; } = new Dictionary<string, Action<AtenCall>>
    {
        ["aten::sinc"] = Sinc,
        ["aten::special_sinc"] = Sinc,
        ["aten::special_entr"] = Entropy,
        ["aten::special_ndtr"] = NormalCdf,
        ["aten::copysign"] = CopySign,
        ["aten::heaviside"] = Heaviside,
        ["aten::ldexp"] = call => call.Return(call.Add("Mul", [call.Operand(0, call.Type), call.Add("Pow", [call.Layer.Scalar(call.Type, 2), call.Operand(1, call.Type)])])),
        ["aten::logaddexp2"] = LogAddExp2,
        ["aten::signbit"] = call => call.Return(IsNegative(call, call.Tensor(0))),
        ["aten::isposinf"] = call => IsInfinity(call, double.PositiveInfinity),
        ["aten::isneginf"] = call => IsInfinity(call, double.NegativeInfinity),
        ["aten::isclose"] = IsClose,
        ["aten::bitwise_left_shift"] = call => Shift(call, "Mul"),
        ["aten::bitwise_right_shift"] = call => Shift(call, "Div"),
    };

    /// <summary>sin(pi x) / (pi x), and 1 at 0.</summary>
    private static void Sinc(AtenCall call)
    {
        var angle = call.Add("Mul", [call.Operand(0, call.Type), call.Layer.Scalar(call.Type, Math.PI)]);
        var isZero = call.AddAs(DataType.Bool, "Equal", [angle, call.Layer.Scalar(call.Type, 0)]);
        call.Return(call.AddAs(call.Type, "Where", [isZero, call.Layer.Scalar(call.Type, 1), call.Add("Div", [call.Add("Sin", [angle]), angle])]));
    }

    /// <summary>-x log(x), 0 at 0, and -infinity below.</summary>
    private static void Entropy(AtenCall call)
    {
        var value = call.Operand(0, call.Type);
        var zero = call.Layer.Scalar(call.Type, 0);
        var product = call.Add("Neg", [call.Add("Mul", [value, call.Add("Log", [value])])]);
        var withZero = call.AddAs(call.Type, "Where", [call.AddAs(DataType.Bool, "Equal", [value, zero]), zero, product]);
        call.Return(call.AddAs(call.Type, "Where", [call.AddAs(DataType.Bool, "Less", [value, zero]), call.Layer.Scalar(call.Type, double.NegativeInfinity), withZero]));
    }

    /// <summary>The share of the standard normal distribution below x: (1 + erf(x / sqrt 2)) / 2.</summary>
    private static void NormalCdf(AtenCall call)
    {
        var erf = call.Add("Erf", [call.Add("Mul", [call.Operand(0, call.Type), call.Layer.Scalar(call.Type, Math.Sqrt(0.5))])]);
        call.Return(call.Add("Mul", [call.Add("Add", [erf, call.Layer.Scalar(call.Type, 1)]), call.Layer.Scalar(call.Type, 0.5)]));
    }

    /// <summary>True below zero, and for the zero with a minus.</summary>
    private static OnnxValue IsNegative(AtenCall call, OnnxValue value)
    {
        var wide = call.Cast(value, value.Type.Wide);
        var isBelow = call.AddAs(DataType.Bool, "Less", [wide, call.Layer.Scalar(wide.Type, 0)]);
        // One over the zero with a minus is -infinity.
        return value.Type.IsFloat
            ? call.Add("Or", [isBelow, call.AddAs(DataType.Bool, "Equal", [call.Add("Reciprocal", [value]), call.Layer.Scalar(value.Type, double.NegativeInfinity)])])
            : isBelow;
    }

    private static void CopySign(AtenCall call)
    {
        var size = call.Add("Abs", [call.Operand(0, call.Type)]);
        call.Return(call.AddAs(call.Type, "Where", [IsNegative(call, call.Operand(1, call.Type)), call.Add("Neg", [size]), size]));
    }

    /// <summary>0 below 0, 1 above, and the second argument at 0.</summary>
    private static void Heaviside(AtenCall call)
    {
        var value = call.Operand(0, call.Type);
        var zero = call.Layer.Scalar(call.Type, 0);
        var step = call.Cast(call.AddAs(DataType.Bool, "Greater", [value, zero]), call.Type);
        call.Return(AtenComparisons.Choose(call, call.AddAs(DataType.Bool, "Equal", [value, zero]), call.Operand(1, call.Type), step));
    }

    /// <summary>log2(2^a + 2^b), by the larger one and what the other adds to it.</summary>
    private static void LogAddExp2(AtenCall call)
    {
        var (first, second) = (call.Operand(0, call.Type), call.Operand(1, call.Type));
        var distance = call.Add("Neg", [call.Add("Abs", [call.Add("Sub", [first, second])])]);
        var rest = AtenFunctions.Log1p(call, call.Add("Pow", [call.Layer.Scalar(call.Type, 2), distance]));
        call.Return(call.Add("Add", [call.Add("Max", [first, second]), call.Add("Div", [rest, call.Layer.Scalar(call.Type, Math.Log(2))])]));
    }

    private static void IsInfinity(AtenCall call, double infinity)
    {
        var value = call.Tensor(0);
        call.Return(value.Type.IsFloat
            ? call.AddAs(DataType.Bool, "Equal", [value, call.Layer.Scalar(value.Type, infinity)])
            : call.AddAs(DataType.Bool, "Not", [call.AddAs(DataType.Bool, "Equal", [call.Cast(value, DataType.Int64), call.Cast(value, DataType.Int64)])]));
    }

    /// <summary>|a - b| at most atol + rtol |b|; equal infinities are close, and NaN to NaN where asked.</summary>
    private static void IsClose(AtenCall call)
    {
        var type = call.Promoted(0, 1);
        type = type.IsFloat ? type : DataType.Float64;
        var (first, second) = (call.Operand(0, type), call.Operand(1, type));
        var bound = call.Add("Add", [call.Layer.Scalar(type, call.Double(3)), call.Add("Mul", [call.Layer.Scalar(type, call.Double(2)), call.Add("Abs", [second])])]);
        var distance = call.Add("Abs", [call.Add("Sub", [first, second])]);
        var isFinite = call.AddAs(DataType.Bool, "Less", [distance, call.Layer.Scalar(type, double.PositiveInfinity)]);
        var close = call.Add("And", [isFinite, call.AddAs(DataType.Bool, "LessOrEqual", [distance, bound])]);
        close = call.Add("Or", [close, call.AddAs(DataType.Bool, "Equal", [first, second])]);
        call.Return(call.Bool(4)
            ? call.Add("Or", [close, call.Add("And", [call.AddAs(DataType.Bool, "IsNaN", [first]), call.AddAs(DataType.Bool, "IsNaN", [second])])])
            : close);
    }

    /// <summary>Times, or by and down, the power of two: the same bits for whole numbers with a sign.</summary>
    private static void Shift(AtenCall call, string operation)
    {
        var wide = DataType.Int64;
        var power = call.Cast(call.Add("Pow", [call.Layer.Scalar(DataType.Float64, 2), call.Operand(1, DataType.Float64)]), wide);
        var value = call.Operand(0, wide);
        call.Return(call.Cast(operation == "Mul" ? call.Add("Mul", [value, power]) : AtenArithmetic.FloorDivide(call, value, power), call.Type));
    }
}
