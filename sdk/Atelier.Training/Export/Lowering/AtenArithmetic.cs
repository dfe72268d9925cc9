using Atelier.Onnx;
using Atelier.Prediction;

namespace Atelier.Training;

/// <summary>Arithmetic, element by element.</summary>
internal static class AtenArithmetic
{
    public static IEnumerable<KeyValuePair<string, Action<AtenCall>>> Table { get; } = new Dictionary<string, Action<AtenCall>>
    {
        ["aten::add"] = call => AddScaled(call, "Add", 0, 1),
        ["aten::sub"] = call => AddScaled(call, "Sub", 0, 1),
        ["aten::subtract"] = call => AddScaled(call, "Sub", 0, 1),
        ["aten::rsub"] = call => AddScaled(call, "Sub", 1, 0),
        ["aten::mul"] = Multiply,
        ["aten::multiply"] = Multiply,
        ["aten::div"] = Divide,
        ["aten::divide"] = Divide,
        ["aten::true_divide"] = Divide,
        ["aten::floor_divide"] = call => call.Return(FloorDivide(call, call.Operand(0, call.Type), call.Operand(1, call.Type))),
        ["aten::remainder"] = Remainder,
        ["aten::fmod"] = call => call.Return(InSafeType(call, call.Type, [0, 1], operands => call.Add("Mod", operands, OnnxAttribute.Int("fmod", 1)))),
        ["aten::pow"] = Power,
        ["aten::float_power"] = Power,
        ["aten::atan2"] = Atan2,
        ["aten::arctan2"] = Atan2,
        ["aten::hypot"] = call => call.Return(call.Add("Sqrt", [call.Add("Add", [Square(call, call.Operand(0, call.Type)), Square(call, call.Operand(1, call.Type))])])),
        ["aten::minimum"] = call => call.Return(Extreme(call, "Min", 0, 1)),
        ["aten::maximum"] = call => call.Return(Extreme(call, "Max", 0, 1)),
        ["aten::fmin"] = call => call.Return(IgnoringNan(call, "Min")),
        ["aten::fmax"] = call => call.Return(IgnoringNan(call, "Max")),
        ["aten::clamp"] = call => Clamp(call, 1, 2),
        ["aten::clip"] = call => Clamp(call, 1, 2),
        ["aten::clamp_min"] = call => Clamp(call, 1, -1),
        ["aten::clamp_max"] = call => Clamp(call, -1, 1),
        ["aten::lerp"] = call => call.Return(call.Add("Add", [call.Tensor(0), call.Add("Mul", [call.Operand(2, call.Type), call.Add("Sub", [call.Tensor(1), call.Tensor(0)])])])),
        ["aten::addcmul"] = call => call.Return(AddProduct(call, "Mul")),
        ["aten::addcdiv"] = call => call.Return(AddProduct(call, "Div")),
        ["aten::logaddexp"] = LogAddExp,
        ["aten::nan_to_num"] = NanToNumber,
        ["aten::xlogy"] = call => call.Return(XLogY(call)),
    };

    /// <summary>A value times itself.</summary>
    public static OnnxValue Square(AtenCall call, OnnxValue value) => call.Add("Mul", [value, value]);

    /// <summary>The floor of a quotient, in floats and in whole numbers.</summary>
    public static OnnxValue FloorDivide(AtenCall call, OnnxValue first, OnnxValue second)
    {
        if (first.Type.IsFloat)
        {
            return call.Add("Floor", [call.Add("Div", [first, second])]);
        }

        // ONNX divides whole numbers towards zero: one less where the signs differ and something is left.
        var quotient = call.Add("Div", [first, second]);
        var rest = call.Add("Sub", [first, call.Add("Mul", [quotient, second])]);
        var zero = call.Layer.Scalar(first.Type, 0);
        var isInexact = call.AddAs(DataType.Bool, "Not", [call.AddAs(DataType.Bool, "Equal", [rest, zero])]);
        var differs = call.AddAs(DataType.Bool, "Xor", [call.AddAs(DataType.Bool, "Less", [rest, zero]), call.AddAs(DataType.Bool, "Less", [second, zero])]);
        return call.Add("Sub", [quotient, call.Cast(call.AddAs(DataType.Bool, "And", [isInexact, differs]), first.Type)]);
    }

    /// <summary>Computes in a type that ONNX Runtime has the operation for, and gives the result in the wanted one.</summary>
    public static OnnxValue InSafeType(AtenCall call, DataType type, IReadOnlyList<int> arguments, Func<OnnxValue[], OnnxValue> write)
    {
        var safe = type.Wide;
        return call.Cast(write([.. arguments.Select(at => call.Operand(at, safe))]), type);
    }

    /// <summary>first + alpha * second.</summary>
    private static void AddScaled(AtenCall call, string operation, int first, int second)
    {
        if (call.Type == DataType.Bool)
        {
            call.Return(call.Add("Or", [call.Operand(first, DataType.Bool), call.Operand(second, DataType.Bool)]));
            return;
        }

        call.Return(InSafeType(call, call.Type, [first, second], operands => call.Add(
            operation,
            [operands[0], call.IsNone(2) || call.Double(2) == 1 ? operands[1] : call.Add("Mul", [operands[1], call.Layer.Scalar(operands[1].Type, call.Double(2))])])));
    }

    private static void Multiply(AtenCall call) => call.Return(call.Type == DataType.Bool
        ? call.Add("And", [call.Operand(0, DataType.Bool), call.Operand(1, DataType.Bool)])
        : InSafeType(call, call.Type, [0, 1], operands => call.Add("Mul", operands)));

    private static void Divide(AtenCall call)
    {
        var mode = call.IsNone(2) ? "" : call.Text(2);
        var (first, second) = (call.Operand(0, call.Type), call.Operand(1, call.Type));
        call.Return(mode switch
        {
            "floor" => FloorDivide(call, first, second),
            "trunc" when call.Type.IsFloat => AtenFunctions.Truncate(call, call.Add("Div", [first, second])),
            _ => call.Add("Div", [first, second]),
        });
    }

    /// <summary>What is left, with the sign of the divisor.</summary>
    private static void Remainder(AtenCall call)
    {
        if (call.Type.IsFloat)
        {
            var (first, second) = (call.Operand(0, call.Type), call.Operand(1, call.Type));
            call.Return(call.Add("Sub", [first, call.Add("Mul", [call.Add("Floor", [call.Add("Div", [first, second])]), second])]));
            return;
        }

        call.Return(InSafeType(call, call.Type, [0, 1], operands => call.Add("Mod", operands)));
    }

    private static void Power(AtenCall call)
    {
        var type = call.Type;
        if (!call.IsTensor(1) && call.IsFixed(1))
        {
            var first = call.Operand(0, type);
            switch (call.Double(1))
            {
                case 1:
                    call.Return(first);
                    return;
                case 2:
                    call.Return(Square(call, first));
                    return;
                case 0.5 when type is DataType.Float32 or DataType.Float64:
                    call.Return(call.Add("Sqrt", [first]));
                    return;
                case -1 when type is DataType.Float32 or DataType.Float64:
                    call.Return(call.Add("Reciprocal", [first]));
                    return;
            }
        }

        call.Return(InSafeType(call, type, [0, 1], operands => call.Add("Pow", operands)));
    }

    /// <summary>The angle of (x, y), by the arc tangent of the quotient and the quadrant.</summary>
    private static void Atan2(AtenCall call)
    {
        var (y, x) = (call.Operand(0, call.Type), call.Operand(1, call.Type));
        var zero = call.Layer.Scalar(call.Type, 0);
        var angle = call.Add("Atan", [call.Add("Div", [y, x])]);
        var isNegative = call.AddAs(DataType.Bool, "Less", [y, zero]);
        var half = call.Add("Where", [isNegative, call.Layer.Scalar(call.Type, -Math.PI), call.Layer.Scalar(call.Type, Math.PI)]) with { Type = call.Type };
        var turned = call.AddAs(call.Type, "Where", [call.AddAs(DataType.Bool, "Less", [x, zero]), call.AddAs(call.Type, "Add", [angle, half]), angle]);
        // 0 / 0 has no angle there; libtorch gives 0.
        var isOrigin = call.AddAs(DataType.Bool, "And", [call.AddAs(DataType.Bool, "Equal", [x, zero]), call.AddAs(DataType.Bool, "Equal", [y, zero])]);
        call.Return(call.AddAs(call.Type, "Where", [isOrigin, zero, turned]));
    }

    private static OnnxValue Extreme(AtenCall call, string operation, int first, int second) => call.Type == DataType.Bool
        ? call.Add(operation == "Min" ? "And" : "Or", [call.Operand(first, DataType.Bool), call.Operand(second, DataType.Bool)])
        : InSafeType(call, call.Type, [first, second], operands => call.Add(operation, operands));

    private static OnnxValue IgnoringNan(AtenCall call, string operation)
    {
        if (call.Type is not (DataType.Float32 or DataType.Float64))
        {
            return Extreme(call, operation, 0, 1);
        }

        var (first, second) = (call.Operand(0, call.Type), call.Operand(1, call.Type));
        var extreme = call.Add(operation, [first, second]);
        var withoutFirst = call.AddAs(call.Type, "Where", [call.AddAs(DataType.Bool, "IsNaN", [first]), second, extreme]);
        return call.AddAs(call.Type, "Where", [call.AddAs(DataType.Bool, "IsNaN", [second]), first, withoutFirst]);
    }

    private static void Clamp(AtenCall call, int lowest, int highest)
    {
        var hasLowest = lowest > 0 && !call.IsNone(lowest);
        var hasHighest = highest > 0 && !call.IsNone(highest);
        var safe = call.Type.Wide;
        var value = call.Operand(0, safe);
        var isPlain = (!hasLowest || !call.IsTensor(lowest)) && (!hasHighest || !call.IsTensor(highest));
        if (isPlain && call.Type.IsFloat && hasLowest | hasHighest)
        {
            call.Return(call.Add("Clip", [value, hasLowest ? call.Operand(lowest, safe) : null, hasHighest ? call.Operand(highest, safe) : null]));
            return;
        }

        value = hasLowest ? call.Add("Max", [value, call.Operand(lowest, safe)]) : value;
        value = hasHighest ? call.Add("Min", [value, call.Operand(highest, safe)]) : value;
        call.Return(call.Cast(value, call.Type));
    }

    private static OnnxValue AddProduct(AtenCall call, string operation)
    {
        var product = call.Add(operation, [call.Operand(1, call.Type), call.Operand(2, call.Type)]);
        var scaled = call.IsNone(3) || call.Double(3) == 1 ? product : call.Add("Mul", [product, call.Layer.Scalar(call.Type, call.Double(3))]);
        return call.Add("Add", [call.Operand(0, call.Type), scaled]);
    }

    private static void LogAddExp(AtenCall call)
    {
        var (first, second) = (call.Operand(0, call.Type), call.Operand(1, call.Type));
        var rest = call.Add("Exp", [call.Add("Neg", [call.Add("Abs", [call.Add("Sub", [first, second])])])]);
        call.Return(call.Add("Add", [call.Add("Max", [first, second]), AtenFunctions.Log1p(call, rest)]));
    }

    private static void NanToNumber(AtenCall call)
    {
        var value = call.Tensor(0);
        var largest = call.Type == DataType.Float64 ? double.MaxValue : float.MaxValue;
        var nan = call.Layer.Scalar(call.Type, call.IsNone(1) ? 0 : call.Double(1));
        var positive = call.Layer.Scalar(call.Type, call.IsNone(2) ? largest : call.Double(2));
        var negative = call.Layer.Scalar(call.Type, call.IsNone(3) ? -largest : call.Double(3));
        var isPositive = call.AddAs(DataType.Bool, "Equal", [value, call.Layer.Scalar(call.Type, double.PositiveInfinity)]);
        var isNegative = call.AddAs(DataType.Bool, "Equal", [value, call.Layer.Scalar(call.Type, double.NegativeInfinity)]);
        var finite = call.AddAs(call.Type, "Where", [isPositive, positive, call.AddAs(call.Type, "Where", [isNegative, negative, value])]);
        call.Return(call.AddAs(call.Type, "Where", [call.AddAs(DataType.Bool, "IsNaN", [value]), nan, finite]));
    }

    /// <summary>x * log(y), and 0 where x is 0.</summary>
    private static OnnxValue XLogY(AtenCall call)
    {
        var (x, y) = (call.Operand(0, call.Type), call.Operand(1, call.Type));
        var zero = call.Layer.Scalar(call.Type, 0);
        var product = call.Add("Mul", [x, call.Add("Log", [y])]);
        var isZero = call.AddAs(DataType.Bool, "And", [call.AddAs(DataType.Bool, "Equal", [x, zero]), call.AddAs(DataType.Bool, "Not", [call.AddAs(DataType.Bool, "IsNaN", [y])])]);
        return call.AddAs(call.Type, "Where", [isZero, zero, product]);
    }
}
