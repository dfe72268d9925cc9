namespace Atelier.Training;

/// <summary>A module that cannot be written as an ONNX graph; the message names the layer, the operation, the line and the ways out.</summary>
public sealed class OnnxExportException : Exception
{
    /// <summary>Makes the exception for one layer.</summary>
    /// <param name="layerPath">The layer's path in the model, such as <c>layers.2</c>; empty for the model itself.</param>
    /// <param name="message">What is wrong with it, what is expected and what to do.</param>
    /// <param name="innerException">What it comes from; null for none.</param>
    public OnnxExportException(string layerPath, string message, Exception? innerException = null)
        : base(message, innerException) => LayerPath = layerPath;

    /// <summary>The layer's path in the model, such as <c>layers.2</c>; empty for the model itself.</summary>
    public string LayerPath { get; }

    internal static OnnxExportException At(TraceSource source, string problem, Exception? innerException = null) => At(source, source.Line?.ToString(), problem, innerException);

    internal static OnnxExportException At(TraceSource source, string? lines, string problem, Exception? innerException = null)
    {
        var place = source.Path.Length == 0 ? $"The model of type {source.ModuleType}" : $"The layer `{source.Path}` of type {source.ModuleType}";
        var line = lines is null ? "" : $" at {lines}";
        return new OnnxExportException(source.Path, $"{place} cannot be exported{line}: {problem}", innerException);
    }
}
