using Atelier.Packaging;

namespace Atelier.Inference;

/// <summary>A package in fewer bits, and what that brought and cost.</summary>
/// <param name="Package">
/// The same model: signature, notes, card and preprocessing as before, its origin with the option <c>quantization</c>, evaluated anew where the test data has labels.
/// </param>
/// <param name="Report">Size, latency and quality before and after.</param>
public sealed record QuantizationResult(ModelPackage Package, QuantizationReport Report);
