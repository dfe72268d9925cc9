using System.Text.Json.Serialization;

namespace Atelier.Serving;

/// <summary>What to load.</summary>
/// <param name="Version">Of a registry the alias or number; otherwise the version that the package gets. Null for <c>champion</c>, otherwise 1.</param>
/// <param name="Package">The package, where the server follows no registry; null for the one with the model's name.</param>
internal sealed record LoadRequest(string? Version = null, string? Package = null);

/// <summary>What to unload.</summary>
/// <param name="Version">The version, or the alias or number that a registry is followed by; null for the whole model.</param>
internal sealed record UnloadRequest(string? Version = null);

/// <summary>What an alias is to name.</summary>
/// <param name="Version">The version.</param>
/// <param name="Default">Whether it answers requests that name no version; where a registry is followed, that is said when it is loaded.</param>
internal sealed record AliasRequest(string Version, bool Default = false);

/// <summary>How requests that name no version are shared out.</summary>
internal sealed record TrafficRequest(string? Canary = null, double Weight = 0, string? Shadow = null, double Share = 1);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(LoadRequest))]
[JsonSerializable(typeof(UnloadRequest))]
[JsonSerializable(typeof(AliasRequest))]
[JsonSerializable(typeof(TrafficRequest))]
internal sealed partial class AdminJson : JsonSerializerContext;
