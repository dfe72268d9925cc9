namespace Atelier.Serving;

/// <summary>Whose tokens let callers in besides API keys: JSON Web Tokens (RFC 7519), sent as <c>Authorization: Bearer TOKEN</c>.</summary>
/// <remarks>
/// A token must be signed with a key of the issuer by RSA or ECDSA (RS, PS or ES with 256, 384 or 512 bits), name the issuer and the audience, and say when it expires.
/// Others are answered with 401: unsigned ones, and those signed with a secret, which a public key could be mistaken for. No token opens the administration.
/// What is sent behind Bearer with two dots in it is taken for a token; keys that <see cref="ApiKey.Create"/> makes have none.
/// </remarks>
/// <example>
/// <code>
/// var options = new ModelServerOptions
/// {
///     JwtBearer = new JwtBearer("https://login.example.org/", "models") { Authority = new Uri("https://login.example.org/") },
/// };
/// </code>
/// </example>
/// <param name="Issuer">What <c>iss</c> must be, to the letter.</param>
/// <param name="Audience">What <c>aud</c> must be, or hold.</param>
public sealed record JwtBearer(string Issuer, string Audience)
{
    /// <summary>What <c>iss</c> must be, to the letter.</summary>
    public string Issuer { get; init => field = Required(value, nameof(Issuer)); } = Required(Issuer, nameof(Issuer));

    /// <summary>What <c>aud</c> must be, or hold.</summary>
    public string Audience { get; init => field = Required(value, nameof(Audience)); } = Required(Audience, nameof(Audience));

    /// <summary>Where the issuer tells of its keys: the address before <c>/.well-known/openid-configuration</c> (OpenID Connect Discovery 1.0).</summary>
    /// <value>
    /// By https, or by http on this machine; null, the default, where <see cref="KeySet"/> is given. The keys are fetched with the first token, once an hour, and when a token
    /// names a key that is not among them, so that the issuer can rotate its keys.
    /// </value>
    public Uri? Authority
    {
        get;
        init => field = value is null || (value.IsAbsoluteUri && (value.Scheme == Uri.UriSchemeHttps || (value.Scheme == Uri.UriSchemeHttp && value.IsLoopback)))
            ? value
            : throw new ArgumentException($"`Authority` is {value}; expected an address by https, or by http on this machine.", nameof(Authority));
    }

    /// <summary>The issuer's public keys, as a JSON Web Key Set (RFC 7517), where they are not to be fetched.</summary>
    /// <value>The text of the set; null, the default, where <see cref="Authority"/> is given.</value>
    public string? KeySet { get; init; }

    /// <summary>The claim that names the models which a token is for: an array of names, or one text with spaces between them.</summary>
    /// <value>Null, the default, lets every token use every model. With a claim, a token without it may use none.</value>
    public string? ModelsClaim { get; init => field = value is null ? null : Required(value, nameof(ModelsClaim)); }

    private static string Required(string value, string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value, name);
        return value;
    }
}
