using Atelier.Onnx;

namespace Atelier.Training;

/// <summary>What a graph gives, and the values in it that stand for the results of parts of the model.</summary>
internal sealed record LoweredValues(IReadOnlyList<OnnxValue> Outputs, IReadOnlyList<(int Probe, IReadOnlyList<OnnxValue> Values)> Probes);
