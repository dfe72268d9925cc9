using System.Buffers;
using Atelier.Onnx;
using Google.Protobuf;

namespace Atelier.Packaging;

/// <summary>What an ONNX graph is made of.</summary>
/// <param name="Producer">What wrote it, with its version; empty where the file does not say.</param>
/// <param name="Opsets">The version of each set of operators, by its domain; ONNX's own is <c>ai.onnx</c>.</param>
/// <param name="Operations">How many nodes there are of each operation, in ordinal order of the names.</param>
/// <param name="Weights">The number of constant arrays.</param>
/// <param name="Parameters">The number of elements in them.</param>
public sealed record GraphSummary(
    string Producer, IReadOnlyDictionary<string, long> Opsets, IReadOnlyDictionary<string, int> Operations, int Weights, long Parameters)
{
    /// <summary>The number of nodes.</summary>
    public int Nodes => Operations.Values.Sum();

    /// <summary>Reads a graph.</summary>
    /// <param name="graph">An ONNX file in memory.</param>
    /// <exception cref="InvalidDataException">The bytes are no ONNX file.</exception>
    public static GraphSummary Of(OnnxGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var model = Parse(graph);
        return new GraphSummary(
            $"{model.ProducerName} {model.ProducerVersion}".Trim(),
            ReadOpsets(model),
            CountOperations(model),
            model.Graph.Initializer.Count,
            model.Graph.Initializer.Sum(tensor => tensor.Dims.Aggregate(1L, (product, length) => product * length)));
    }

    internal static ModelProto Parse(OnnxGraph graph)
    {
        try
        {
            var model = ModelProto.Parser.ParseFrom(new ReadOnlySequence<byte>(graph.Bytes));
            return model.Graph is null ? throw new InvalidDataException("The ONNX file holds no graph. Export the model again.") : model;
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new InvalidDataException($"The graph is no ONNX file: {error.Message} Export the model again.", error);
        }
    }

    private static SortedDictionary<string, long> ReadOpsets(ModelProto model)
    {
        var opsets = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var opset in model.OpsetImport)
        {
            opsets[opset.Domain.Length == 0 ? "ai.onnx" : opset.Domain] = opset.Version;
        }

        return opsets;
    }

    private static SortedDictionary<string, int> CountOperations(ModelProto model)
    {
        var operations = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var node in model.Graph.Node)
        {
            var name = node.Domain.Length == 0 ? node.OpType : $"{node.Domain}.{node.OpType}";
            operations[name] = operations.GetValueOrDefault(name) + 1;
        }

        return operations;
    }
}
