namespace Atelier.Training;

/// <summary>A part of a forward that is not recorded but written by its own converter.</summary>
/// <param name="Source">Where it was called.</param>
/// <param name="Inputs">How many tensors it takes.</param>
/// <param name="Write">Writes it: from its inputs to its outputs.</param>
internal sealed record TraceCustom(TraceSource Source, int Inputs, Func<OnnxLayer, IReadOnlyList<Onnx.OnnxValue>, IReadOnlyList<Onnx.OnnxValue>> Write);
