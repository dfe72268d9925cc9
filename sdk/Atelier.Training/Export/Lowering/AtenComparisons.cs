using Atelier.Onnx;
using Atelier.Prediction;

namespace Atelier.Training;

/// <summary>Comparisons, logic, choices and other types of the same numbers.</summary>
internal static class AtenComparisons
{
    public static IEnumerable<KeyValuePair<string, Action<AtenCall>>> Table { get; } = new Dictionary<string, Action<AtenCall>>
    {
        ["aten::eq"] = call => call.Return(Compare(call, "Equal")),
        ["aten::ne"] = call => call.Return(call.Add("Not", [Compare(call, "Equal")])),
        ["aten::not_equal"] = call => call.Return(call.Add("Not", [Compare(call, "Equal")])),
        ["aten::lt"] = call => call.Return(Compare(call, "Less")),
        ["aten::less"] = call => call.Return(Compare(call, "Less")),
        ["aten::le"] = call => call.Return(Compare(call, "LessOrEqual")),
        ["aten::less_equal"] = call => call.Return(Compare(call, "LessOrEqual")),
        ["aten::gt"] = call => call.Return(Compare(call, "Greater")),
        ["aten::greater"] = call => call.Return(Compare(call, "Greater")),
        ["aten::ge"] = call => call.Return(Compare(call, "GreaterOrEqual")),
        ["aten::greater_equal"] = call => call.Return(Compare(call, "GreaterOrEqual")),
        ["aten::logical_and"] = call => call.Return(call.Add("And", [Truth(call, call.Tensor(0)), Truth(call, call.Tensor(1))])),
        ["aten::logical_or"] = call => call.Return(call.Add("Or", [Truth(call, call.Tensor(0)), Truth(call, call.Tensor(1))])),
        ["aten::logical_xor"] = call => call.Return(call.Add("Xor", [Truth(call, call.Tensor(0)), Truth(call, call.Tensor(1))])),
        ["aten::logical_not"] = call => call.Return(call.Add("Not", [Truth(call, call.Tensor(0))])),
        ["aten::bitwise_and"] = call => Bitwise(call, "And"),
        ["aten::bitwise_or"] = call => Bitwise(call, "Or"),
        ["aten::bitwise_xor"] = call => Bitwise(call, "Xor"),
        ["aten::__and__"] = call => Bitwise(call, "And"),
        ["aten::__or__"] = call => Bitwise(call, "Or"),
        ["aten::__xor__"] = call => Bitwise(call, "Xor"),
        ["aten::bitwise_not"] = BitwiseNot,
        ["aten::where"] = Where,
        ["aten::masked_fill"] = MaskedFill,
        ["aten::isnan"] = call => call.Return(call.Tensor(0).Type.IsFloat ? call.AddAs(DataType.Bool, "IsNaN", [call.Tensor(0)]) : False(call)),
        ["aten::isinf"] = call => call.Return(IsInfinite(call)),
        ["aten::isfinite"] = call => call.Return(call.Add("Not", [call.Add("Or", [IsInfinite(call), call.Tensor(0).Type.IsFloat ? call.AddAs(DataType.Bool, "IsNaN", [call.Tensor(0)]) : False(call)])])),
        ["aten::to"] = ToType,
        ["aten::_to_copy"] = ToType,
        ["aten::type_as"] = ToType,
        ["aten::_cast_Float"] = ToType,
        ["aten::_cast_Long"] = ToType,
        ["aten::copy"] = Copy,
    };

    /// <summary>A value as true or false: true for all but 0.</summary>
    public static OnnxValue Truth(AtenCall call, OnnxValue value) => call.Cast(value, DataType.Bool);

    private static OnnxValue Compare(AtenCall call, string operation)
    {
        var type = call.Promoted(0, 1);
        // ONNX Runtime compares these as larger ones.
        type = type is DataType.Bool && operation != "Equal" ? DataType.Int32 : type is DataType.UInt8 or DataType.Int8 or DataType.Int16 ? DataType.Int32 : type;
        return call.AddAs(DataType.Bool, operation, [call.Operand(0, type), call.Operand(1, type)]);
    }

    private static void Bitwise(AtenCall call, string operation)
    {
        if (call.Type == DataType.Bool)
        {
            call.Return(call.Add(operation, [call.Operand(0, DataType.Bool), call.Operand(1, DataType.Bool)]));
            return;
        }

        if (call.Layer.OpsetVersion < 18)
        {
            throw call.Error("bits of whole numbers need ONNX's operators of version 18. Export with new OnnxExportOptions { OpsetVersion = 18 }.");
        }

        call.Return(call.Add($"Bitwise{operation}", [call.Operand(0, call.Type), call.Operand(1, call.Type)]));
    }

    private static void BitwiseNot(AtenCall call)
    {
        // For whole numbers it is -x - 1.
        call.Return(call.Type == DataType.Bool
            ? call.Add("Not", [call.Tensor(0)])
            : AtenArithmetic.InSafeType(call, call.Type, [0], operands => call.Add("Sub", [call.Add("Neg", [operands[0]]), call.Layer.Scalar(operands[0].Type, 1)])));
    }

    private static void Where(AtenCall call)
    {
        if (call.Count == 1)
        {
            throw call.Error("where(condition) alone gives as many rows as are true, which has no fixed shape. Use where(condition, a, b).");
        }

        var condition = Truth(call, call.Tensor(0));
        call.Return(Choose(call, condition, call.Operand(1, call.Type), call.Operand(2, call.Type)));
    }

    private static void MaskedFill(AtenCall call) =>
        call.Return(Choose(call, Truth(call, call.Tensor(1)), call.Operand(2, call.Type), call.Operand(0, call.Type)));

    /// <summary>A choice element by element, in types that ONNX Runtime chooses in.</summary>
    public static OnnxValue Choose(AtenCall call, OnnxValue condition, OnnxValue first, OnnxValue second)
    {
        var type = first.Type;
        var safe = type is DataType.Bool or DataType.Int8 or DataType.Int16 ? DataType.Int32 : type is DataType.Float16 ? DataType.Float32 : type;
        return call.Cast(call.AddAs(safe, "Where", [condition, call.Cast(first, safe), call.Cast(second, safe)]), type);
    }

    private static OnnxValue False(AtenCall call)
    {
        var value = call.Cast(call.Tensor(0), DataType.Int32);
        return call.AddAs(DataType.Bool, "Less", [call.Add("Abs", [value]), call.Layer.Scalar(DataType.Int32, 0)]);
    }

    private static OnnxValue IsInfinite(AtenCall call)
    {
        var value = call.Tensor(0);
        return value.Type.IsFloat
            ? call.AddAs(DataType.Bool, "Equal", [call.Add("Abs", [value]), call.Layer.Scalar(value.Type, double.PositiveInfinity)])
            : False(call);
    }

    /// <summary>Another type, by the type of the result; another device or layout is the same in a graph.</summary>
    private static void ToType(AtenCall call) => call.Return(call.Cast(call.Tensor(0), call.Type));

    /// <summary>The new content of a tensor that is copied to: of its type, stretched to its shape.</summary>
    private static void Copy(AtenCall call)
    {
        var source = call.Operand(1, call.Type);
        var same = source.Rank == call.Rank && source.Shape.Zip(call.Tensor(0).Shape).All(pair => pair.First == pair.Second && (pair.First.IsFixed || pair.First.Name is not null));
        call.Return(same ? source : call.Add("Expand", [source, call.ResultShape()]));
    }
}
