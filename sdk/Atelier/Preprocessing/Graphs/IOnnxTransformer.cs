namespace Atelier.Preprocessing;

/// <summary>A fitted transformer that can say itself in ONNX, or why it cannot.</summary>
internal interface IOnnxTransformer
{
    /// <summary>What keeps it out of a graph, as the end of a sentence that begins with its kind; null when nothing does.</summary>
    string? WhyNotOnnx { get; }

    /// <summary>Writes what Transform does; called only where <see cref="WhyNotOnnx"/> is null.</summary>
    /// <param name="writer">The graph.</param>
    /// <param name="rows">Rows as it was fitted on, columns in the same order.</param>
    OnnxRows WriteOnnx(OnnxWriter writer, OnnxRows rows);
}
