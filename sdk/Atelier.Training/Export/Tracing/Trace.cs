using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>What one run of a forward did to its tensors.</summary>
/// <param name="Nodes">The operations and their constant arguments, in order.</param>
/// <param name="Leaves">The tensors that were there before the forward, by the name of their value.</param>
/// <param name="Constants">The tensors that the forward made of data, by the name of their value; copies.</param>
/// <param name="Sources">Where each operation was called, in the order of the operations.</param>
/// <param name="Customs">What converters and <see cref="OnnxOps"/> wrote, by their number.</param>
/// <param name="Results">The names of the values that were returned.</param>
/// <param name="Outputs">What was returned; copies.</param>
internal sealed record Trace(
    IReadOnlyList<TracedNode> Nodes,
    IReadOnlyDictionary<string, TraceLeaf> Leaves,
    IReadOnlyDictionary<string, Tensor> Constants,
    IReadOnlyList<TraceSource> Sources,
    IReadOnlyList<TraceCustom> Customs,
    IReadOnlyList<string> Results,
    IReadOnlyList<Tensor> Outputs) : IDisposable
{
    /// <summary>The inputs, which are disposed of with the trace.</summary>
    public IReadOnlyList<Tensor> Inputs { get; init; } = [];

    /// <summary>What the parts of the model returned, in the order in which they ended; empty where it was not looked for.</summary>
    public IReadOnlyList<TraceProbe> Probes { get; init; } = [];

    public void Dispose()
    {
        foreach (var tensor in Constants.Values.Concat(Outputs).Concat(Inputs).Concat(Probes.SelectMany(probe => probe.Outputs)))
        {
            tensor.Dispose();
        }
    }
}
