using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Atelier.Serving;

/// <summary>A key that lets a caller in. The server knows its hash only; who reads the server's settings cannot use it.</summary>
/// <remarks>To rotate a key, give the server the new one besides, let the callers change over, and then leave the old one out, or let it expire.</remarks>
/// <example>
/// <code>
/// var (key, secret) = ApiKey.Create("checkout service");   // the secret goes to the caller, and is never shown again
/// await using var server = await ModelServer.StartAsync(package, new ModelServerOptions { ApiKeys = [key] });
/// </code>
/// </example>
public sealed record ApiKey
{
    private const string Prefix = "atl_";
    private const int SecretBytes = 32;

    /// <summary>Whose it is, for logs and errors.</summary>
    public required string Name { get; init => field = Required(value, nameof(Name)); }

    /// <summary>The SHA-256 of the secret in UTF-8, as 64 hexadecimal digits.</summary>
    public required string Hash
    {
        get;
        init => field = value is { Length: 64 } && value.All(char.IsAsciiHexDigit)
            ? value.ToLowerInvariant()
            : throw new ArgumentException("`Hash` is no SHA-256; expected 64 hexadecimal digits. ApiKey.HashOf gives that of a secret.", nameof(Hash));
    }

    /// <summary>When it lets nobody in any more; null, the default, for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>How many requests a second it may make over time; more are answered with 429.</summary>
    /// <value>Above zero; null, the default, for any number.</value>
    public double? RequestsPerSecond
    {
        get;
        init => field = value is null or (> 0 and <= 1e6)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(RequestsPerSecond), value, "`RequestsPerSecond` is out of range; expected a number above 0, at most 1,000,000, or null.");
    }

    /// <summary>How many requests it may make at once before <see cref="RequestsPerSecond"/> holds it back.</summary>
    /// <value>At least 1; 10 by default.</value>
    public int Burst
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(Burst));
            field = value;
        }
    }
    = 10;

    /// <summary>The models that it may use; null, the default, for all. Others are answered with 403.</summary>
    public IReadOnlyList<string>? Models { get; init => field = value is null ? null : [.. value]; }

    /// <summary>Makes a key with a secret of 256 random bits.</summary>
    /// <param name="name">Whose it is.</param>
    /// <returns>The key for the server, and the secret for the caller, who sends it as <c>Authorization: Bearer SECRET</c> or <c>X-Api-Key: SECRET</c>.</returns>
    public static (ApiKey Key, string Secret) Create(string name)
    {
        var secret = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        return (new ApiKey { Name = name, Hash = HashOf(secret) }, secret);
    }

    /// <summary>The hash of a secret, as <see cref="Hash"/> takes it.</summary>
    /// <param name="secret">The secret. One of your own making must be as hard to guess as 128 random bits: the hash is a quick one.</param>
    public static string HashOf(string secret)
    {
        ArgumentException.ThrowIfNullOrEmpty(secret);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
    }

    private static string Required(string value, string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value, name);
        return value;
    }
}
