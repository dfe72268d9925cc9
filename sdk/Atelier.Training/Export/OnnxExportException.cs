namespace Atelier.Training;

/// <summary>A module that cannot be written as an ONNX graph; the message names the layer, the reason and the way out.</summary>
public sealed class OnnxExportException : Exception
{
    /// <summary>Makes the exception for one layer.</summary>
    /// <param name="layerPath">The layer's path in the model, such as <c>layers.2</c>; empty for the model itself.</param>
    /// <param name="message">What is wrong with it, what is expected and what to do.</param>
    public OnnxExportException(string layerPath, string message)
        : base(message) => LayerPath = layerPath;

    /// <summary>The layer's path in the model, such as <c>layers.2</c>; empty for the model itself.</summary>
    public string LayerPath { get; }
}
