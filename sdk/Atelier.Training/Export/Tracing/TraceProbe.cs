using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>What a part of a model returned.</summary>
/// <param name="Source">The part.</param>
/// <param name="Outputs">The tensors; copies.</param>
internal sealed record TraceProbe(TraceSource Source, IReadOnlyList<Tensor> Outputs);
