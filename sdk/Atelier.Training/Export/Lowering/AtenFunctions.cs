using Atelier.Onnx;
using Atelier.Prediction;

namespace Atelier.Training;

/// <summary>Functions of one number, element by element.</summary>
internal static class AtenFunctions
{
    // Beyond it log(1 + x) is computed as it stands; below, 1 + x has lost the digits of x.
    private const double Small = 1e-2;

    public static IEnumerable<KeyValuePair<string, Action<AtenCall>>> Table { get; } = new Dictionary<string, Action<AtenCall>>
    {
        ["aten::neg"] = call => call.Return(Signed(call, "Neg")),
        ["aten::negative"] = call => call.Return(Signed(call, "Neg")),
        ["aten::abs"] = call => call.Return(Signed(call, "Abs")),
        ["aten::absolute"] = call => call.Return(Signed(call, "Abs")),
        ["aten::sign"] = call => call.Return(Signed(call, "Sign")),
        ["aten::sgn"] = call => call.Return(Signed(call, "Sign")),
        ["aten::positive"] = call => call.Return(call.Tensor(0)),
        ["aten::exp"] = call => Float(call, "Exp"),
        ["aten::exp2"] = call => call.Return(call.Add("Pow", [call.Layer.Scalar(call.Type, 2), call.Operand(0, call.Type)])),
        ["aten::special_exp2"] = call => call.Return(call.Add("Pow", [call.Layer.Scalar(call.Type, 2), call.Operand(0, call.Type)])),
        ["aten::special_expm1"] = call => call.Return(Expm1(call, call.Operand(0, call.Type))),
        ["aten::special_erfc"] = call => call.Return(call.Add("Sub", [call.Layer.Scalar(call.Type, 1), call.Add("Erf", [call.Operand(0, call.Type)])])),
        ["aten::special_logit"] = Logit,
        ["aten::expm1"] = call => call.Return(Expm1(call, call.Operand(0, call.Type))),
        ["aten::log"] = call => Float(call, "Log"),
        ["aten::log2"] = call => call.Return(call.Add("Div", [call.Add("Log", [call.Operand(0, call.Type)]), call.Layer.Scalar(call.Type, Math.Log(2))])),
        ["aten::log10"] = call => call.Return(call.Add("Div", [call.Add("Log", [call.Operand(0, call.Type)]), call.Layer.Scalar(call.Type, Math.Log(10))])),
        ["aten::log1p"] = call => call.Return(Log1p(call, call.Operand(0, call.Type))),
        ["aten::sqrt"] = call => Float(call, "Sqrt"),
        ["aten::rsqrt"] = call => call.Return(call.Add("Reciprocal", [call.Add("Sqrt", [call.Operand(0, call.Type)])])),
        ["aten::square"] = call => call.Return(AtenArithmetic.InSafeType(call, call.Type, [0, 0], operands => call.Add("Mul", operands))),
        ["aten::reciprocal"] = call => Float(call, "Reciprocal"),
        ["aten::sin"] = call => Float(call, "Sin"),
        ["aten::cos"] = call => Float(call, "Cos"),
        ["aten::tan"] = call => Float(call, "Tan"),
        ["aten::asin"] = call => Float(call, "Asin"),
        ["aten::arcsin"] = call => Float(call, "Asin"),
        ["aten::acos"] = call => Float(call, "Acos"),
        ["aten::arccos"] = call => Float(call, "Acos"),
        ["aten::atan"] = call => Float(call, "Atan"),
        ["aten::arctan"] = call => Float(call, "Atan"),
        ["aten::sinh"] = call => Float(call, "Sinh"),
        ["aten::cosh"] = call => Float(call, "Cosh"),
        ["aten::asinh"] = call => Float(call, "Asinh"),
        ["aten::arcsinh"] = call => Float(call, "Asinh"),
        ["aten::acosh"] = call => Float(call, "Acosh"),
        ["aten::arccosh"] = call => Float(call, "Acosh"),
        ["aten::atanh"] = call => Float(call, "Atanh"),
        ["aten::arctanh"] = call => Float(call, "Atanh"),
        ["aten::erf"] = call => Float(call, "Erf"),
        ["aten::special_erf"] = call => Float(call, "Erf"),
        ["aten::erfc"] = call => call.Return(call.Add("Sub", [call.Layer.Scalar(call.Type, 1), call.Add("Erf", [call.Operand(0, call.Type)])])),
        ["aten::ceil"] = call => Rounded(call, "Ceil"),
        ["aten::floor"] = call => Rounded(call, "Floor"),
        ["aten::round"] = Round,
        ["aten::trunc"] = call => call.Return(call.Type.IsFloat ? Truncate(call, call.Tensor(0)) : call.Tensor(0)),
        ["aten::fix"] = call => call.Return(call.Type.IsFloat ? Truncate(call, call.Tensor(0)) : call.Tensor(0)),
        ["aten::frac"] = call => call.Return(call.Add("Sub", [call.Tensor(0), Truncate(call, call.Tensor(0))])),
        ["aten::logit"] = Logit,
        ["aten::deg2rad"] = call => call.Return(call.Add("Mul", [call.Operand(0, call.Type), call.Layer.Scalar(call.Type, Math.PI / 180)])),
        ["aten::rad2deg"] = call => call.Return(call.Add("Mul", [call.Operand(0, call.Type), call.Layer.Scalar(call.Type, 180 / Math.PI)])),
    };

    /// <summary>Towards zero.</summary>
    public static OnnxValue Truncate(AtenCall call, OnnxValue value) => call.Add("Mul", [call.Add("Sign", [value]), call.Add("Floor", [call.Add("Abs", [value])])]);

    /// <summary>log(1 + x), exact also for small x, where its series is used.</summary>
    public static OnnxValue Log1p(AtenCall call, OnnxValue value)
    {
        OnnxValue Number(double number) => call.Layer.Scalar(value.Type, number);
        var plain = call.Add("Log", [call.Add("Add", [value, Number(1)])]);
        // x (1 - x (1/2 - x (1/3 - x/4)))
        var series = call.Add("Sub", [Number(1.0 / 3), call.Add("Div", [value, Number(4)])]);
        series = call.Add("Sub", [Number(0.5), call.Add("Mul", [value, series])]);
        series = call.Add("Mul", [value, call.Add("Sub", [Number(1), call.Add("Mul", [value, series])])]);
        return call.AddAs(value.Type, "Where", [IsSmall(call, value), series, plain]);
    }

    private static OnnxValue Expm1(AtenCall call, OnnxValue value)
    {
        OnnxValue Number(double number) => call.Layer.Scalar(value.Type, number);
        var plain = call.Add("Sub", [call.Add("Exp", [value]), Number(1)]);
        // x (1 + x (1/2 + x (1/6 + x/24)))
        var series = call.Add("Add", [Number(1.0 / 6), call.Add("Div", [value, Number(24)])]);
        series = call.Add("Add", [Number(0.5), call.Add("Mul", [value, series])]);
        series = call.Add("Mul", [value, call.Add("Add", [Number(1), call.Add("Mul", [value, series])])]);
        return call.AddAs(value.Type, "Where", [IsSmall(call, value), series, plain]);
    }

    private static OnnxValue IsSmall(AtenCall call, OnnxValue value) => call.AddAs(DataType.Bool, "Less", [call.Add("Abs", [value]), call.Layer.Scalar(value.Type, Small)]);

    private static void Float(AtenCall call, string operation)
    {
        // ONNX Runtime has most of these in float32 alone; float64 loses digits there, which the comparison allows for.
        var value = call.Operand(0, call.Type);
        var hasDouble = operation is "Exp" or "Log" or "Sqrt" or "Reciprocal" or "Sin" or "Cos";
        call.Return(call.Type == DataType.Float64 && !hasDouble ? call.Cast(call.Add(operation, [call.Cast(value, DataType.Float32)]), DataType.Float64) : call.Add(operation, [value]));
    }

    private static OnnxValue Signed(AtenCall call, string operation) => AtenArithmetic.InSafeType(call, call.Type, [0], operands => call.Add(operation, operands));

    private static void Rounded(AtenCall call, string operation) => call.Return(call.Type.IsFloat ? call.Add(operation, [call.Tensor(0)]) : call.Tensor(0));

    /// <summary>Half to even, at some digit.</summary>
    private static void Round(AtenCall call)
    {
        if (!call.Type.IsFloat)
        {
            call.Return(call.Tensor(0));
            return;
        }

        var digits = call.OptionalInt(1) ?? 0;
        if (digits == 0)
        {
            call.Return(call.Add("Round", [call.Tensor(0)]));
            return;
        }

        var factor = call.Layer.Scalar(call.Type, Math.Pow(10, Math.Abs(digits)));
        var (before, behind) = digits > 0 ? ("Mul", "Div") : ("Div", "Mul");
        call.Return(call.Add(behind, [call.Add("Round", [call.Add(before, [call.Tensor(0), factor])]), factor]));
    }

    private static void Logit(AtenCall call)
    {
        var value = call.Operand(0, call.Type);
        if (!call.IsNone(1))
        {
            var edge = call.Double(1);
            value = call.Add("Clip", [value, call.Layer.Scalar(call.Type, edge), call.Layer.Scalar(call.Type, 1 - edge)]);
        }

        call.Return(call.Add("Log", [call.Add("Div", [value, call.Add("Sub", [call.Layer.Scalar(call.Type, 1), value])])]));
    }
}
