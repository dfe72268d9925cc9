namespace Atelier.Preprocessing;

/// <summary>The settings of <see cref="PolynomialFeatures"/>.</summary>
public sealed record PolynomialFeaturesOptions
{
    /// <summary>The highest number of factors of a product.</summary>
    /// <value>At least 1; default 2.</value>
    public int Degree
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Degree), value, "Expected a degree of at least 1, such as 2.");
    } = 2;

    /// <summary>Whether a feature may occur only once in a product, so that there are no powers.</summary>
    /// <value>Default false.</value>
    public bool InteractionOnly { get; init; }

    /// <summary>Whether the first feature is a constant 1.</summary>
    /// <value>Default false: layers and linear models have a bias of their own.</value>
    public bool IncludeBias { get; init; }
}
