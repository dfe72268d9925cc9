using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>A tensor whose numbers were converted, because a weights file and a model hold them in different types.</summary>
/// <param name="Name">Its name in the model.</param>
/// <param name="FileType">The type in the file.</param>
/// <param name="ModelType">The type in the model, which stays.</param>
public sealed record WeightsConversion(string Name, ScalarType FileType, ScalarType ModelType)
{
    /// <summary>The name with both types, such as <c>head.weight: BFloat16 to Float32</c>.</summary>
    public override string ToString() => $"{Name}: {FileType} to {ModelType}";
}
