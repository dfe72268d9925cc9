using Atelier.Onnx;

namespace Atelier.Training;

/// <summary>Activations, and what is left out at inference.</summary>
internal static class AtenActivations
{
    public static IEnumerable<KeyValuePair<string, Action<AtenCall>>> Table { get; } = new Dictionary<string, Action<AtenCall>>
    {
        ["aten::relu"] = call => call.Return(call.Add("Relu", [call.Tensor(0)])),
        ["aten::sigmoid"] = call => call.Return(call.Add("Sigmoid", [call.Tensor(0)])),
        ["aten::tanh"] = call => call.Return(call.Add("Tanh", [call.Tensor(0)])),
        ["aten::softmax"] = call => Softmax(call, "Softmax"),
        ["aten::special_softmax"] = call => Softmax(call, "Softmax"),
        ["aten::log_softmax"] = call => Softmax(call, "LogSoftmax"),
        ["aten::dropout"] = PassThrough,
        ["aten::feature_dropout"] = PassThrough,
        ["aten::alpha_dropout"] = PassThrough,
        ["aten::feature_alpha_dropout"] = PassThrough,
    };

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
