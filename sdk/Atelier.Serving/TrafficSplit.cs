namespace Atelier.Serving;

/// <summary>How the requests for a model that name no version are shared out among its versions.</summary>
/// <remarks>A request that names a version is always answered by it.</remarks>
public sealed record TrafficSplit
{
    /// <summary>All requests to the model's default version.</summary>
    public static TrafficSplit None { get; } = new();

    /// <summary>The version, or alias of one, that answers a share of the requests; null, the default, for none.</summary>
    public string? Canary { get; init; }

    /// <summary>The share of the requests that the canary answers.</summary>
    /// <value>0, the default, to 1; each request is drawn by itself.</value>
    public double CanaryWeight { get; init => field = Share(value, nameof(CanaryWeight)); }

    /// <summary>The version, or alias of one, that sees a share of the requests besides, its answers thrown away; null, the default, for none.</summary>
    /// <remarks>Shadow requests wait in that version's own queue and are left out where it is full: they never delay an answer.</remarks>
    public string? Shadow { get; init; }

    /// <summary>The share of the requests that the shadow sees.</summary>
    /// <value>0 to 1, the default.</value>
    public double ShadowShare { get; init => field = Share(value, nameof(ShadowShare)); } = 1;

    private static double Share(double value, string name) => value is >= 0 and <= 1
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"`{name}` is {FormattableString.Invariant($"{value}")}; expected a share from 0 to 1.");
}
