using Atelier.Prediction;

namespace Atelier.Packaging;

/// <summary>What <c>manifest.json</c> says of a package.</summary>
internal sealed record PackageManifest(
    int FormatVersion,
    string Name,
    IReadOnlyList<TensorSpec> GraphInputs,
    IReadOnlyList<TensorSpec> GraphOutputs,
    IReadOnlyList<string> Parts);
