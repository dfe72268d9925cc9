using Atelier.Prediction;

namespace Atelier.Packaging;

/// <summary>A model as an ONNX file in memory.</summary>
/// <param name="Bytes">The file's content: a serialized <c>ModelProto</c>.</param>
/// <param name="Inputs">Every input of the graph, in its order.</param>
/// <param name="Outputs">Every output of the graph, in its order.</param>
public sealed record OnnxGraph(ReadOnlyMemory<byte> Bytes, IReadOnlyList<TensorSpec> Inputs, IReadOnlyList<TensorSpec> Outputs)
{
    /// <summary>The files beside it that hold its weights, for a model above 2 GB; otherwise none.</summary>
    public IReadOnlyList<OnnxDataFile> DataFiles { get; init; } = [];
}
