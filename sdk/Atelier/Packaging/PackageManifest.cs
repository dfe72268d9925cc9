using System.Text.Json.Serialization;
using Atelier.Prediction;

namespace Atelier.Packaging;

/// <summary>What <c>manifest.json</c> says of a package.</summary>
internal sealed record PackageManifest(
    int FormatVersion,
    string Name,
    IReadOnlyList<TensorSpec> GraphInputs,
    IReadOnlyList<TensorSpec> GraphOutputs,
    IReadOnlyList<string> Parts)
{
    /// <summary>Those of the parts that hold weights beside the graph, in its order; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? DataFiles { get; init; }
}
