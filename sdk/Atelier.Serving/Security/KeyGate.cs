using System.Globalization;
using System.Text;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;

namespace Atelier.Serving;

/// <summary>Lets requests in by their API key, as often as the key may, and administrators by theirs.</summary>
/// <remarks>Health is told to all: it says nothing of the models, and whoever watches the server need not hold a key.</remarks>
internal sealed class KeyGate
{
    private const string Scheme = "Bearer ";
    private const string BasicScheme = "Basic ";
    private const int LongestSecret = 512;

    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private KeySet _keys;

    /// <summary>Takes keys.</summary>
    /// <exception cref="ArgumentException">Two keys have one hash.</exception>
    public KeyGate(IReadOnlyList<ApiKey> keys, IReadOnlyList<ApiKey> adminKeys, TimeProvider time) =>
        (_time, _keys) = (time, KeySet.Of(keys, adminKeys, KeySet.None));

    /// <summary>Takes other keys from the next request on; a key that stays keeps what it has used of its rate.</summary>
    /// <exception cref="ArgumentException">Two keys have one hash.</exception>
    public void SetApiKeys(IReadOnlyList<ApiKey> keys)
    {
        lock (_gate)
        {
            Volatile.Write(ref _keys, KeySet.Of(keys, _keys.AdminKeys, _keys));
        }
    }

    /// <summary>Takes other keys of administrators from the next request on.</summary>
    /// <exception cref="ArgumentException">Two keys have one hash.</exception>
    public void SetAdminKeys(IReadOnlyList<ApiKey> keys)
    {
        lock (_gate)
        {
            Volatile.Write(ref _keys, KeySet.Of(_keys.ApiKeys, keys, _keys));
        }
    }

    /// <summary>Runs the rest of a request.</summary>
    /// <exception cref="RequestException">401, 403 or 429: it is not let in; 404: there is no administration.</exception>
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var keys = Volatile.Read(ref _keys);
        var path = context.Request.Path;
        if (path.StartsWithSegments(AdminEndpoints.Root, StringComparison.OrdinalIgnoreCase))
        {
            if (keys.AdminKeys.Count == 0)
            {
                throw new RequestException(StatusCodes.Status404NotFound, "This server is not administered over the network: it was given no keys of administrators.");
            }

            Ensure(context, keys, isForAdmins: true);
        }
        else if (keys.ApiKeys.Count > 0 && !AsksForHealth(path))
        {
            Ensure(context, keys, isForAdmins: false);
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

    private static string? Secret(HttpRequest request)
    {
        if (request.Headers.TryGetValue("X-Api-Key", out var plain) && plain is [{ Length: > 0 } key])
        {
            return key;
        }

        StringValues header = request.Headers.Authorization;
        return header is [{ } text] && text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && text.Length > Scheme.Length
            ? text[Scheme.Length..].Trim()
            : Password(header);
    }

    /// <summary>The key as the password of HTTP Basic (RFC 7617), which browsers ask for; the user's name does not matter.</summary>
    private static string? Password(StringValues header)
    {
        if (header is not [{ } text] || !text.StartsWith(BasicScheme, StringComparison.OrdinalIgnoreCase) || text.Length > 2 * LongestSecret)
        {
            return null;
        }

        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text[BasicScheme.Length..].Trim(), bytes, out var count)
            && Encoding.UTF8.GetString(bytes, 0, count) is var pair && pair.IndexOf(':') is >= 0 and var colon && colon + 1 < pair.Length
                ? pair[(colon + 1)..]
                : null;
    }

    private static bool IsForOperators(PathString path) => path == "/" || path == "/metrics";

    private static RequestException Unauthorized(HttpContext context, string challenge, string message)
    {
        // A browser asks its user by itself.
        context.Response.Headers.WWWAuthenticate = IsForOperators(context.Request.Path) ? new StringValues([challenge, "Basic realm=\"Atelier\""]) : challenge;
        return new RequestException(StatusCodes.Status401Unauthorized, message);
    }

    private void Ensure(HttpContext context, KeySet keys, bool isForAdmins)
    {
        const string wrong = "Bearer error=\"invalid_token\"";
        if (Secret(context.Request) is not { } secret)
        {
            throw Unauthorized(context, "Bearer", "This server asks for an API key. Send it as `Authorization: Bearer KEY` or as `X-Api-Key: KEY`.");
        }

        if (secret.Length == 0 || secret.Length > LongestSecret || keys.Find(secret) is not { } entry)
        {
            throw Unauthorized(context, wrong, "The API key is not one of this server's. Was it replaced, or cut off in copying?");
        }

        if (entry.Key.ExpiresAt is { } end && _time.GetUtcNow() >= end)
        {
            throw Unauthorized(
                context, wrong, string.Create(CultureInfo.InvariantCulture, $"The API key `{entry.Key.Name}` expired at {end.UtcDateTime:u}. Ask for a new one."));
        }

        if (entry.IsAdmin != isForAdmins && !(entry.IsAdmin && IsForOperators(context.Request.Path)))
        {
            throw new RequestException(
                StatusCodes.Status403Forbidden,
                isForAdmins ? $"The API key `{entry.Key.Name}` is not an administrator's." : $"The key `{entry.Key.Name}` is an administrator's, and for nothing else.");
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
}
