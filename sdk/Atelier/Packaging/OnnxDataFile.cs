namespace Atelier.Packaging;

/// <summary>A file with weights of a model that is too large for one ONNX file; it lies beside it.</summary>
/// <param name="Name">The file's name, as the graph calls it; a plain name without folders.</param>
/// <param name="Bytes">Its content.</param>
public sealed record OnnxDataFile(string Name, ReadOnlyMemory<byte> Bytes);
