namespace Atelier.Tool;

/// <summary>Whose tokens <c>atelier serve</c> lets in.</summary>
/// <param name="Issuer">What <c>iss</c> must be.</param>
/// <param name="Audience">What <c>aud</c> must be, or hold.</param>
/// <param name="Authority">Where the issuer tells of its keys; null for the issuer's own address.</param>
/// <param name="KeySet">The file of the issuer's keys; null where they are fetched.</param>
/// <param name="ModelsClaim">The claim that names the models; null where a token is for all.</param>
internal sealed record TokenOptions(string Issuer, string Audience, string? Authority, string? KeySet, string? ModelsClaim)
{
    /// <summary>Where the keys are fetched from; null where they are given.</summary>
    public Uri? Place => KeySet is null ? new Uri(Authority ?? Issuer) : null;

    /// <summary>Why what was given names no issuer; null where it does, or nothing was given.</summary>
    public static string? WhyNot(string? issuer, string? audience, string? authority, string? keySet, string? modelsClaim)
    {
        if (issuer is null && audience is null)
        {
            return (authority ?? keySet ?? modelsClaim) is null
                ? null
                : "Options of tokens are given without --jwt-issuer and --jwt-audience; expected both.";
        }

        if (string.IsNullOrWhiteSpace(issuer) || string.IsNullOrWhiteSpace(audience))
        {
            return "One of --jwt-issuer and --jwt-audience is given; expected both.";
        }

        if (authority is not null && keySet is not null)
        {
            return "--jwt-authority and --jwt-key-set are both given; expected one of them.";
        }

        return keySet is null && !IsSafe(authority ?? issuer)
            ? authority is null
                ? $"--jwt-issuer is '{issuer}', which is no address by https that tells of its keys; expected --jwt-authority or --jwt-key-set as well."
                : $"--jwt-authority is '{authority}'; expected an address by https, or by http on this machine."
            : null;
    }

    private static bool IsSafe(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback));
}
