using System.Text.Json;

namespace Atelier.Packaging;

/// <summary>Writes the manifest by which KServe runs a model repository of Triton.</summary>
/// <remarks>The format: KServe's v1beta1 <c>InferenceService</c>; its runtime <c>kserve-tritonserver</c> comes with it.</remarks>
internal static class KServeManifest
{
    private const int LongestName = 63;

    public static string Text(ModelPackage package, string storageUri)
    {
        if (!Uri.TryCreate(storageUri, UriKind.Absolute, out _) || !storageUri.Contains("://", StringComparison.Ordinal) || storageUri.Any(char.IsControl))
        {
            throw new ArgumentException(
                $"`{storageUri}` is no address of a storage; expected the place that the model repository is copied to, such as "
                + "`s3://bucket/models`, `gs://bucket/models` or `pvc://claim/models`.",
                nameof(storageUri));
        }

        return $"""
            # Runs the Triton model repository at the storage address; its model is called {package.Name}.
            apiVersion: serving.kserve.io/v1beta1
            kind: InferenceService
            metadata:
              name: {Quote(ServiceName(package.Name))}
            spec:
              predictor:
                model:
                  modelFormat:
                    name: onnx
                  protocolVersion: v2
                  runtime: kserve-tritonserver
                  storageUri: {Quote(storageUri)}

            """.ReplaceLineEndings("\n");
    }

    /// <summary>A name as Kubernetes allows it: lower-case letters, digits and '-', the first a letter, the last none of '-'.</summary>
    private static string ServiceName(string name)
    {
        var plain = string.Concat(name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'));
        var letter = char.IsAsciiLetter(plain[0]) ? plain : $"m-{plain}";
        return letter[..Math.Min(letter.Length, LongestName)].TrimEnd('-');
    }

    // A string of JSON is one of YAML.
    private static string Quote(string value) => JsonSerializer.Serialize(value);
}
