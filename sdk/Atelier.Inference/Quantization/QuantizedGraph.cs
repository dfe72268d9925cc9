using Atelier.Packaging;

namespace Atelier.Inference;

/// <summary>A graph in fewer bits.</summary>
/// <param name="Graph">The new graph; its inputs and outputs are those of the old one.</param>
/// <param name="Nodes">Each node that was to be changed, in the graph's order, with what became of it.</param>
/// <param name="Notes">What else is to be known, such as constants that were clamped.</param>
public sealed record QuantizedGraph(OnnxGraph Graph, IReadOnlyList<NodeTreatment> Nodes, IReadOnlyList<string> Notes);
