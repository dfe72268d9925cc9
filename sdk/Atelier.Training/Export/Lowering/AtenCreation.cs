using Atelier.Onnx;
using Atelier.Prediction;

namespace Atelier.Training;

/// <summary>Tensors that are made of sizes and numbers.</summary>
internal static class AtenCreation
{
    private static readonly string[] Random =
    [
        "rand", "rand_like", "randn", "randn_like", "randint", "randint_like", "randperm", "bernoulli", "multinomial", "normal", "uniform", "random", "exponential", "geometric", "cauchy",
        "log_normal", "poisson", "native_dropout", "rrelu_with_noise", "_fused_dropout", "binomial", "dropout_random",
    ];

    public static IEnumerable<KeyValuePair<string, Action<AtenCall>>> Table { get; } = new Dictionary<string, Action<AtenCall>>
    {
        ["aten::zeros"] = call => call.Return(Filled(call, 0)),
        ["aten::zeros_like"] = call => call.Return(Filled(call, 0)),
        ["aten::new_zeros"] = call => call.Return(Filled(call, 0)),
        ["aten::zero"] = call => call.Return(Filled(call, 0)),
        ["aten::ones"] = call => call.Return(Filled(call, 1)),
        ["aten::ones_like"] = call => call.Return(Filled(call, 1)),
        ["aten::new_ones"] = call => call.Return(Filled(call, 1)),
        // What is in memory does not count: it is written before it is read.
        ["aten::empty"] = call => call.Return(Filled(call, 0)),
        ["aten::empty_like"] = call => call.Return(Filled(call, 0)),
        ["aten::new_empty"] = call => call.Return(Filled(call, 0)),
        ["aten::full"] = call => call.Return(Expanded(call, call.Operand(1, call.Type))),
        ["aten::full_like"] = call => call.Return(Expanded(call, call.Operand(1, call.Type))),
        ["aten::new_full"] = call => call.Return(Expanded(call, call.Operand(2, call.Type))),
        ["aten::fill"] = call => call.Return(Expanded(call, call.Operand(1, call.Type))),
        ["aten::scalar_tensor"] = call => call.Return(call.Operand(0, call.Type)),
        ["aten::arange"] = Arange,
        ["aten::linspace"] = Linspace,
        ["aten::eye"] = Eye,
    }.Concat(Random.Select(name => KeyValuePair.Create($"aten::{name}", (Action<AtenCall>)RandomNumbers)));

    private static void RandomNumbers(AtenCall call) =>
        throw call.Error("it draws random numbers, and a graph gives the same answer to the same input. Leave it out in eval mode: if (training) ...");

    private static OnnxValue Filled(AtenCall call, double value) => Expanded(call, call.Layer.Scalar(call.Type, value));

    private static OnnxValue Expanded(AtenCall call, OnnxValue value)
    {
        if (call.Rank == 0)
        {
            return value;
        }

        return Compose.Expanded(call, value, call.ResultShape());
    }

    /// <summary>With (end), (start, end) or (start, end, step), and four settings behind.</summary>
    private static void Arange(AtenCall call)
    {
        var numbers = Enumerable.Range(0, call.Count).TakeWhile(at => call.IsNumber(at)).Count();
        // The type stands behind the numbers, as a number too, where it is given: four settings follow.
        var given = call.Count - 4 is var count && count is >= 1 and <= 3 ? count : Math.Min(numbers, 3);
        var type = call.Type is DataType.Float32 or DataType.Float64 or DataType.Int64 or DataType.Int32 ? call.Type : call.Type.IsFloat ? DataType.Float32 : DataType.Int64;
        var start = given == 1 ? call.Layer.Scalar(type, 0) : call.Operand(0, type);
        var end = call.Operand(given == 1 ? 0 : 1, type);
        var step = given == 3 ? call.Operand(2, type) : call.Layer.Scalar(type, 1);
        call.Return(call.Cast(call.Add("Range", [start, end, step]), call.Type));
    }

    private static void Linspace(AtenCall call)
    {
        var steps = call.Int(2);
        if (call.IsTensor(0) || call.IsTensor(1) || !call.IsFixed(0) || !call.IsFixed(1))
        {
            throw call.Error("ends that vary have no counterpart. Scale a linspace from 0 to 1.");
        }

        var (start, end) = (call.Double(0), call.Double(1));
        var numbers = new float[steps];
        for (var i = 0; i < steps; i++)
        {
            // From both ends, as libtorch does.
            var step = steps > 1 ? (end - start) / (steps - 1) : 0;
            numbers[i] = (float)(i < steps / 2 ? start + (i * step) : end - ((steps - 1 - i) * step));
        }

        if (steps == 1)
        {
            numbers[0] = (float)start;
        }

        call.Return(call.Cast(call.Table("linspace", numbers, steps), call.Type));
    }

    /// <summary>1 where the places on both axes are equal.</summary>
    private static void Eye(AtenCall call)
    {
        OnnxValue Places(OnnxValue length, long axis) => call.Add(
            "Unsqueeze",
            [Compose.Places(call, length), call.Layer.Constant(axis)]);

        var rows = call.Size(0);
        var columns = call.IsNumber(1) && call.Count > 5 ? call.Size(1) : rows;
        call.Return(call.Cast(call.AddAs(DataType.Bool, "Equal", [Places(rows, 1), Places(columns, 0)]), call.Type));
    }
}
