using Atelier.Onnx;
using Atelier.Packaging;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Atelier.Inference;

/// <summary>The types and shapes that ONNX Runtime finds for the values of a graph.</summary>
internal sealed class ValueTypes
{
    private readonly IReadOnlyDictionary<string, NodeMetadata> _known;

    private ValueTypes(IReadOnlyDictionary<string, NodeMetadata> known) => _known = known;

    /// <summary>Asks ONNX Runtime.</summary>
    /// <param name="title">What the graph is called in errors.</param>
    /// <param name="source">The graph, for its data files.</param>
    /// <param name="model">What it holds.</param>
    public static ValueTypes Of(string title, OnnxGraph source, ModelProto model)
    {
        var open = Opened(model, model.Graph.Node.SelectMany(node => node.Output).Where(name => name.Length > 0));
        var (session, _, _) = SessionFactory.Create(title, source with { Bytes = open.ToByteArray() }, null, new OnnxPredictorOptions());
        using (session)
        {
            return new ValueTypes(session.OutputMetadata.Concat(session.InputMetadata).DistinctBy(pair => pair.Key).ToDictionary());
        }
    }

    /// <summary>A copy of a model that answers further values; their types are left to ONNX Runtime.</summary>
    public static ModelProto Opened(ModelProto model, IEnumerable<string> values)
    {
        var open = model.Clone();
        var seen = open.Graph.Output.Select(output => output.Name).ToHashSet(StringComparer.Ordinal);
        open.Graph.Output.AddRange(values.Where(seen.Add).Select(name => new ValueInfoProto { Name = name }));
        return open;
    }

    /// <summary>Whether a value is an array of float32.</summary>
    public bool IsFloat(string name) => _known.TryGetValue(name, out var metadata) && metadata.IsTensor && metadata.ElementDataType == TensorElementType.Float;

    /// <summary>The lengths of a value's dimensions, -1 where they vary; empty for a scalar and where nothing is known.</summary>
    public int[] Shape(string name) => _known.TryGetValue(name, out var metadata) && metadata.IsTensor ? metadata.Dimensions : [];
}
