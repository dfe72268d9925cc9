using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Atelier.Serving;

/// <summary>Takes a JSON Web Token for a key that its issuer gave, as long as it lives and for the models that it names.</summary>
/// <remarks>Stands before the <see cref="KeyGate"/>, which decides on everything else: where a key is asked for, and what it may do.</remarks>
internal sealed class TokenGate(JwtBearer bearer, SigningKeys keys)
{
    private const string Scheme = "Bearer ";
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    // By public keys only: a public key must not be taken for the secret of an HS signature.
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };

    /// <summary>Runs the rest of a request.</summary>
    /// <exception cref="RequestException">401: the token is not valid; the message says why.</exception>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!KeyGate.IsOpen(context.Request.Path) && TokenOf(context.Request.Headers.Authorization) is { } token)
        {
            context.Features.Set(await ReadAsync(context, token).ConfigureAwait(false));
        }

        await next(context).ConfigureAwait(false);
    }

    /// <summary>What stands behind Bearer and has the three parts of a signed token, which no key made here has.</summary>
    private static string? TokenOf(StringValues header) =>
        header is [{ } text] && text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && text.Count(letter => letter == '.') == 2
            ? text[Scheme.Length..].Trim()
            : null;

    private static string Fault(Exception? error) => error switch
    {
        SecurityTokenExpiredException expired => string.Create(CultureInfo.InvariantCulture, $"The token expired at {expired.Expires:u}. Ask its issuer for a new one."),
        SecurityTokenNotYetValidException early => string.Create(CultureInfo.InvariantCulture, $"The token is not valid before {early.NotBefore:u}."),
        SecurityTokenNoExpirationException => "The token does not say when it expires; expected `exp`.",
        SecurityTokenInvalidAudienceException => "The token is for another audience than this server.",
        SecurityTokenInvalidIssuerException => "The token is of another issuer than this server trusts.",
        _ => "The token is not signed with a key of the issuer that this server trusts, by an algorithm that it takes.",
    };

    private async Task<ApiKey> ReadAsync(HttpContext context, string token)
    {
        JsonWebToken unproven;
        try
        {
            unproven = _handler.ReadJsonWebToken(token);
        }
        catch (Exception error) when (error is ArgumentException or SecurityTokenException or JsonException)
        {
            throw Unauthorized(context, "The token is no JSON Web Token. Was it cut off in copying?", error);
        }

        var result = await _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = bearer.Issuer,
            ValidAudience = bearer.Audience,
            ValidAlgorithms = Algorithms,
            IssuerSigningKeys = await keys.GetAsync(unproven.Kid is { Length: > 0 } id ? id : null, context.RequestAborted).ConfigureAwait(false),
            ClockSkew = ClockSkew,
        }).ConfigureAwait(false);
        if (!result.IsValid)
        {
            throw Unauthorized(context, Fault(result.Exception), result.Exception);
        }

        var proven = (JsonWebToken)result.SecurityToken;
        return new ApiKey
        {
            Name = string.IsNullOrWhiteSpace(proven.Subject) ? "token" : proven.Subject,
            Hash = ApiKey.HashOf(token),
            ExpiresAt = proven.ValidTo,
            Models = bearer.ModelsClaim is { } claim ? ModelsOf(proven, claim) : null,
        };
    }

    private static string[] ModelsOf(JsonWebToken token, string claim) =>
        [.. token.Claims.Where(one => one.Type == claim).SelectMany(one => one.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))];

    private static RequestException Unauthorized(HttpContext context, string message, Exception? cause)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\"";
        return new RequestException(StatusCodes.Status401Unauthorized, message, cause);
    }
}
