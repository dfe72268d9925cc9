using System.Collections.Frozen;
using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;

namespace Atelier.Serving;

/// <summary>Lets requests in by their API key, as often as the key may.</summary>
/// <remarks>Health is told to all: it says nothing of the models, and whoever watches the server need not hold a key.</remarks>
internal sealed class KeyGate(IReadOnlyList<ApiKey> keys, TimeProvider time)
{
    private const string Scheme = "Bearer ";
    private const int LongestSecret = 512;

    private readonly Lock _gate = new();
    private FrozenDictionary<string, Entry> _entries = Of(keys, FrozenDictionary<string, Entry>.Empty);

    /// <summary>Takes other keys from the next request on; a key that stays keeps what it has used of its rate.</summary>
    /// <exception cref="ArgumentException">Two keys have one hash.</exception>
    public void Set(IReadOnlyList<ApiKey> keys)
    {
        lock (_gate)
        {
            Volatile.Write(ref _entries, Of(keys, _entries));
        }
    }

    /// <summary>Runs the rest of a request.</summary>
    /// <exception cref="RequestException">401, 403 or 429: it is not let in.</exception>
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var entries = Volatile.Read(ref _entries);
        if (entries.Count > 0 && !AsksForHealth(context.Request.Path))
        {
            Ensure(context, entries);
        }

        return next(context);
    }

    /// <summary>Requires that the key which let a request in is for a model.</summary>
    /// <remarks>Called by itself where the model is named in the message rather than in the address.</remarks>
    /// <exception cref="RequestException">403: it is not.</exception>
    public static void EnsureModel(HttpContext context, string model)
    {
        if (context.Features.Get<ApiKey>() is { Models: { } models } key && !models.Contains(model))
        {
            throw new RequestException(StatusCodes.Status403Forbidden, $"The API key `{key.Name}` is not for the model `{model}`. Ask for one that is.");
        }
    }

    private static bool AsksForHealth(PathString path) => path.StartsWithSegments("/v2/health", StringComparison.Ordinal)
        || path == $"{InferenceMethods.Path}/{InferenceMethods.ServerLive.Name}"
        || path == $"{InferenceMethods.Path}/{InferenceMethods.ServerReady.Name}";

    private static FrozenDictionary<string, Entry> Of(IReadOnlyList<ApiKey> keys, FrozenDictionary<string, Entry> before)
    {
        if (keys.GroupBy(key => key.Hash).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"The keys {string.Join(" and ", twice.Select(key => $"`{key.Name}`"))} have one hash; expected a secret for each.", nameof(keys));
        }

        return keys.ToFrozenDictionary(key => key.Hash, key => before.GetValueOrDefault(key.Hash) is { } old && old.HasRateOf(key) ? old with { Key = key } : new Entry(key, Limiter(key)));
    }

    private static TokenBucketRateLimiter? Limiter(ApiKey key)
    {
        if (key.RequestsPerSecond is not { } rate)
        {
            return null;
        }

        // One token a period, so that any rate is met.
        return new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
        {
            TokenLimit = key.Burst,
            TokensPerPeriod = Math.Max(1, (int)(rate / 1000)),
            ReplenishmentPeriod = TimeSpan.FromSeconds(Math.Max(1, (int)(rate / 1000)) / rate),
            QueueLimit = 0,
            // No timer: it would outlive a key that is rotated out.
            AutoReplenishment = false,
        });
    }

    private static string? Secret(HttpRequest request)
    {
        if (request.Headers.TryGetValue("X-Api-Key", out var plain) && plain is [{ Length: > 0 } key])
        {
            return key;
        }

        StringValues header = request.Headers.Authorization;
        return header is [{ } text] && text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && text.Length > Scheme.Length
            ? text[Scheme.Length..].Trim()
            : null;
    }

    private void Ensure(HttpContext context, FrozenDictionary<string, Entry> entries)
    {
        if (Secret(context.Request) is not { } secret)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            throw new RequestException(
                StatusCodes.Status401Unauthorized, "This server asks for an API key. Send it as `Authorization: Bearer KEY` or as `X-Api-Key: KEY`.");
        }

        if (secret.Length == 0 || secret.Length > LongestSecret || !entries.TryGetValue(ApiKey.HashOf(secret), out var entry))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\"";
            throw new RequestException(StatusCodes.Status401Unauthorized, "The API key is not one of this server's. Was it replaced, or cut off in copying?");
        }

        if (entry.Key.ExpiresAt is { } end && time.GetUtcNow() >= end)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\"";
            throw new RequestException(
                StatusCodes.Status401Unauthorized,
                string.Create(CultureInfo.InvariantCulture, $"The API key `{entry.Key.Name}` expired at {end.UtcDateTime:u}. Ask for a new one."));
        }

        entry.Limiter?.TryReplenish();
        using var permit = entry.Limiter?.AttemptAcquire();
        if (permit is { IsAcquired: false })
        {
            throw new RequestException(
                StatusCodes.Status429TooManyRequests,
                string.Create(CultureInfo.InvariantCulture, $"The API key `{entry.Key.Name}` may make {entry.Key.RequestsPerSecond} requests a second, and {entry.Key.Burst} at once. Send fewer."))
            {
                RetryAfter = permit.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling(wait.TotalSeconds))) : TimeSpan.FromSeconds(1),
            };
        }

        context.Features.Set(entry.Key);
        if (context.GetRouteValue("model") is string model)
        {
            EnsureModel(context, model);
        }
    }

    private sealed record Entry(ApiKey Key, TokenBucketRateLimiter? Limiter)
    {
        public bool HasRateOf(ApiKey key) => (key.RequestsPerSecond, key.Burst) == (Key.RequestsPerSecond, Key.Burst);
    }
}
