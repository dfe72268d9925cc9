using Atelier.Onnx;
using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>Writes modules of one type as ONNX operations, in place of what their forward does.</summary>
/// <typeparam name="TModule">The exact type; subclasses may compute something else and are not given to it.</typeparam>
/// <remarks>
/// Needed only for a module whose forward uses an operation that has no counterpart in ONNX, or where another ONNX operation is wanted. It is used where the module is called with
/// <c>.call</c>; a direct <c>.forward</c> cannot be seen and is recorded operation by operation. What it writes is compared with what the module computes, as everything in a graph is.
/// </remarks>
/// <example>
/// <code>
/// sealed class SwishConverter : IOnnxConverter&lt;Swish&gt;
/// {
///     public IReadOnlyList&lt;OnnxValue&gt; Convert(Swish module, IReadOnlyList&lt;OnnxValue&gt; inputs, OnnxLayer layer) =>
///         [layer.Add("Mul", [inputs[0], layer.Add("Sigmoid", [inputs[0]])])];
/// }
/// </code>
/// </example>
public interface IOnnxConverter<in TModule>
    where TModule : nn.Module
{
    /// <summary>Adds what the module computes at inference.</summary>
    /// <param name="module">The module.</param>
    /// <param name="inputs">The tensors that it was called with, in order.</param>
    /// <param name="layer">Adds operations and parameters.</param>
    /// <returns>A value for each tensor that the module returns, in order.</returns>
    IReadOnlyList<OnnxValue> Convert(TModule module, IReadOnlyList<OnnxValue> inputs, OnnxLayer layer);
}
