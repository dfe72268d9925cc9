using Atelier.Onnx;

namespace Atelier.Training;

/// <summary>Where a graph and a module part: the first part of the model whose result differs.</summary>
/// <param name="Path">The path of that part.</param>
/// <param name="Text">The part and its node, as users read it.</param>
internal sealed record FirstDifference(string Path, string Text)
{
    /// <summary>Compares what each part of the model returned with its value in the graph.</summary>
    /// <param name="trace">A trace with probes.</param>
    /// <param name="model">The graph that was written of it.</param>
    /// <param name="probes">The values of the probes in the graph.</param>
    /// <param name="proof">Runs the graph.</param>
    public static FirstDifference? Find(Trace trace, ModelProto model, IReadOnlyList<IReadOnlyList<OnnxValue>> probes, OnnxProof proof)
    {
        var made = model.Graph.Node.SelectMany(node => node.Output.Select(output => (output, node))).ToDictionary(pair => pair.output, pair => pair.node);
        string[] names = [.. probes.SelectMany(values => values).Select(value => value.Name).Where(made.ContainsKey).Distinct()];
        if (names.Length == 0)
        {
            return null;
        }

        using var scope = TorchSharp.torch.NewDisposeScope();
        var actual = names.Zip(proof.Run(trace.Inputs, names)).ToDictionary(pair => pair.First, pair => pair.Second);
        foreach (var (probe, values) in trace.Probes.Zip(probes))
        {
            foreach (var (expected, value) in probe.Outputs.Zip(values))
            {
                if (actual.TryGetValue(value.Name, out var given) && proof.Difference(given, expected, edges: false) is { } difference)
                {
                    var (path, type) = (probe.Source.Path, probe.Source.ModuleType);
                    var part = path.Length == 0 ? $"the forward of the {type} itself" : $"`{path}` of type {type}";
                    return new FirstDifference(path, $"{part}, at the node `{made[value.Name].Name}` ({made[value.Name].OpType}), which {difference}");
                }
            }
        }

        return null;
    }
}
