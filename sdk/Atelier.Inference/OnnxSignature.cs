using Atelier.Onnx;
using Atelier.Packaging;
using Atelier.Prediction;

namespace Atelier.Inference;

/// <summary>Reads what a graph takes and gives from its file.</summary>
internal static class OnnxSignature
{
    /// <summary>The graph with its inputs and outputs.</summary>
    public static OnnxGraph Read(string title, ReadOnlyMemory<byte> bytes, ModelProto model)
    {
        // Old files list their constants among the inputs.
        var constants = model.Graph.Initializer.Select(tensor => tensor.Name).ToHashSet();
        var inputs = model.Graph.Input.Where(input => !constants.Contains(input.Name))
            .Select(input => Spec(input) ?? throw Unknown(title, "input", input.Name)).ToArray();
        foreach (var open in model.Graph.Input.Where(input => !constants.Contains(input.Name) && input.Type.TensorType.Shape is null))
        {
            throw new InvalidDataException($"In {title} the input `{open.Name}` has no shape. Export the model again with shapes of its inputs.");
        }

        var outputs = model.Graph.Output.Select(Spec).OfType<TensorSpec>().ToArray();
        return outputs.Length == 0
            ? throw Unknown(title, "output", model.Graph.Output.FirstOrDefault()?.Name ?? "")
            : new OnnxGraph(bytes, inputs, outputs);
    }

    private static TensorSpec? Spec(ValueInfoProto value)
    {
        if (value.Type?.TensorType is not { } tensor || OnnxTypes.FromOnnx(tensor.ElemType) is not { } type)
        {
            return null;
        }

        return new TensorSpec(
            value.Name, type, [.. (tensor.Shape?.Dim ?? []).Select(dimension => dimension.HasDimValue ? (int)dimension.DimValue : -1)]);
    }

    private static InvalidDataException Unknown(string title, string kind, string name) => new(
        $"In {title} the {kind} `{name}` is no array of booleans, numbers or text. Export the model with arrays; for scikit-learn set zipmap to false.");
}
