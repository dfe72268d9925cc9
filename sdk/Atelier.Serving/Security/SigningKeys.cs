using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Atelier.Serving;

/// <summary>The public keys of an issuer of tokens, given or fetched from it.</summary>
internal sealed partial class SigningKeys : IDisposable
{
    // Whoever sends tokens with invented keys must not make the server ask the issuer for each.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly string? _address;
    private readonly HttpClient? _http;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _gate = new(1);
    private volatile Fetched? _keys;
    private long? _lastTry;

    /// <summary>Takes the keys that are given, or their address.</summary>
    /// <exception cref="ArgumentException">Neither or both are given, or the set holds no public key.</exception>
    public SigningKeys(JwtBearer bearer, TimeProvider time, ILogger logger)
    {
        (_time, _logger) = (time, logger);
        if (bearer.Authority is null == bearer.KeySet is null)
        {
            throw new ArgumentException("`JwtBearer` has both `Authority` and `KeySet`, or neither; expected one of them.", nameof(bearer));
        }

        if (bearer.KeySet is { } set)
        {
            _keys = new Fetched(Read(set), long.MaxValue);
            return;
        }

        _address = $"{bearer.Authority!.AbsoluteUri.TrimEnd('/')}/.well-known/openid-configuration";
        _http = new HttpClient { Timeout = Patience, MaxResponseContentBufferSize = 1 << 20 };
    }

    /// <summary>The keys, among which that of a token is if the issuer has it.</summary>
    /// <exception cref="RequestException">503: no keys could be fetched so far.</exception>
    public async ValueTask<IReadOnlyList<SecurityKey>> GetAsync(string? keyId, CancellationToken cancellationToken)
    {
        if (Suffices(keyId) is { } known)
        {
            return known;
        }

        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (Suffices(keyId) is { } fresh)
            {
                return fresh;
            }

            if (_lastTry is not { } last || _time.GetElapsedTime(last) >= Pause)
            {
                _lastTry = _time.GetTimestamp();
                await FetchAsync(cancellationToken).ConfigureAwait(false);
            }

            return _keys?.Keys ?? throw new RequestException(
                StatusCodes.Status503ServiceUnavailable, "The keys of the tokens' issuer cannot be had at present. Try again later.")
            { RetryAfter = Pause };
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose()
    {
        _http?.Dispose();
        _gate.Dispose();
    }

    private static List<SecurityKey> Read(string set)
    {
        try
        {
            var keys = PublicOf(new JsonWebKeySet(set));
            return keys.Count > 0 ? keys : throw new ArgumentException("`KeySet` holds no public key for signatures by RSA or ECDSA; expected at least one.", nameof(set));
        }
        catch (Exception error) when (error is not ArgumentException { ParamName: nameof(set) })
        {
            throw new ArgumentException($"`KeySet` is no JSON Web Key Set: {error.Message}", nameof(set), error);
        }
    }

    /// <summary>A secret is no public key, wherever it comes from.</summary>
    private static List<SecurityKey> PublicOf(JsonWebKeySet set) =>
        [.. set.GetSigningKeys().Where(key => key is RsaSecurityKey or ECDsaSecurityKey or X509SecurityKey)];

    private IReadOnlyList<SecurityKey>? Suffices(string? keyId) =>
        _keys is { } keys && (keys.At == long.MaxValue || (_time.GetElapsedTime(keys.At) < Life && (keyId is null || keys.Keys.Any(key => key.KeyId == keyId))))
            ? keys.Keys
            : null;

    private async Task FetchAsync(CancellationToken cancellationToken)
    {
        try
        {
            var documents = new HttpDocumentRetriever(_http!) { RequireHttps = _address!.StartsWith("https:", StringComparison.Ordinal) };
            var configuration = await OpenIdConnectConfigurationRetriever.GetAsync(_address, documents, cancellationToken).ConfigureAwait(false);
            _keys = new Fetched(PublicOf(configuration.JsonWebKeySet ?? new JsonWebKeySet()), _time.GetTimestamp());
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested && error is not OutOfMemoryException)
        {
            // Whatever an issuer answers: the keys that are known go on.
            LogFailure(error, _address!);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The keys of the tokens' issuer could not be fetched from {Address}; those before them, if any, stay")]
    private partial void LogFailure(Exception error, string address);

    private sealed record Fetched(IReadOnlyList<SecurityKey> Keys, long At);
}
