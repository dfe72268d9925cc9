using System.Text.Json;
using System.Text.Json.Nodes;

namespace Atelier.Preprocessing;

/// <summary>Reads saved transformers.</summary>
public static class Transformers
{
    /// <summary>Makes the fitted transformer that <see cref="ITransformer.ToJson"/> described.</summary>
    /// <param name="json">An object with a <c>kind</c>, a <c>version</c> and what that kind learned.</param>
    /// <exception cref="InvalidDataException">The kind or version is unknown, or a field is missing or wrong.</exception>
    public static ITransformer FromJson(JsonObject json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            var kind = (string?)json["kind"];
            var version = (int?)json["version"];
            return (kind, version) switch
            {
                (StandardScaler.KindName, 1) => StandardScaler.FromJson(json),
                (StandardScaler.KindName, > 1) => throw new InvalidDataException(
                    $"The saved {kind} has version {version}; this release of Atelier reads version 1. Update the Atelier packages."),
                _ => throw new InvalidDataException(
                    $"The saved transformer is of kind `{kind}`, version {version}; known are: {StandardScaler.KindName} version 1."),
            };
        }
        catch (Exception error) when (error is JsonException or FormatException or ArgumentException or InvalidOperationException
            or OverflowException)
        {
            throw new InvalidDataException($"The saved transformer cannot be read: {error.Message}", error);
        }
    }
}
