using Atelier.Prediction;

namespace Atelier.Training;

/// <summary>Arithmetic, element by element.</summary>
internal static class AtenArithmetic
{
    public static IEnumerable<KeyValuePair<string, Action<AtenCall>>> Table { get; } = new Dictionary<string, Action<AtenCall>>
    {
        ["aten::add"] = call => AddScaled(call, "Add"),
        ["aten::sub"] = call => AddScaled(call, "Sub"),
        ["aten::mul"] = call => Binary(call, "Mul"),
    };

    /// <summary>An operation on two operands, computed in the type of its result.</summary>
    public static void Binary(AtenCall call, string operation) =>
        call.Return(call.Add(operation, [call.Operand(0, call.Type), call.Operand(1, call.Type)]));

    /// <summary>first + alpha * second.</summary>
    private static void AddScaled(AtenCall call, string operation)
    {
        var second = call.Operand(1, call.Type);
        if (!call.IsNone(2) && call.Double(2) != 1)
        {
            second = call.Add("Mul", [second, call.Layer.Scalar(call.Type, call.Double(2))]);
        }

        var first = call.Operand(0, call.Type);
        call.Return(call.Type == DataType.Bool && operation == "Add" ? call.Add("Or", [first, second]) : call.Add(operation, [first, second]));
    }
}
