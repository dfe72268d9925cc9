using System.Text.Json;
using System.Text.Json.Serialization;

namespace Atelier.Serving;

/// <summary>Keys in a file: a JSON array with name, hash, limits and end of each. It holds no secret.</summary>
/// <example>
/// <code>
/// var (key, secret) = ApiKey.Create("checkout service");
/// ApiKeyFile.Write("keys.json", [.. ApiKeyFile.Read("keys.json"), key with { RequestsPerSecond = 50 }]);
/// </code>
/// </example>
public static partial class ApiKeyFile
{
    private const int MaxBytes = 16 << 20;

    /// <summary>Reads the keys of a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is no array of keys; the message says why.</exception>
    public static IReadOnlyList<ApiKey> Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            var keys = JsonSerializer.Deserialize(FileStamp.Of(new FileInfo(path)).ReadAllBytes(MaxBytes), Json.Default.ApiKeyArray);
            return keys is not null && !keys.Contains(null!) ? keys : throw new JsonException("null is no key");
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            throw new InvalidDataException(
                $"`{path}` is no file of keys: {error.Message} Expected a JSON array of objects with name and hash, and expiresAt, requestsPerSecond, burst and models where they matter.",
                error);
        }
    }

    /// <summary>Writes keys to a file in one step: who reads it sees the earlier keys or these.</summary>
    /// <param name="path">The file, which is replaced.</param>
    /// <param name="keys">All its keys.</param>
    /// <exception cref="IOException">It cannot be written; it is as it was.</exception>
    public static void Write(string path, IReadOnlyList<ApiKey> keys)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(keys);
        var next = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            File.WriteAllBytes(next, JsonSerializer.SerializeToUtf8Bytes([.. keys], Json.Default.ApiKeyArray));
            File.Move(next, path, overwrite: true);
        }
        catch
        {
            File.Delete(next);
            throw;
        }
    }

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true)]
    [JsonSerializable(typeof(ApiKey[]))]
    private sealed partial class Json : JsonSerializerContext;
}
