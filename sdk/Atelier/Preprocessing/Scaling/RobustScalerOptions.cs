namespace Atelier.Preprocessing;

/// <summary>The settings of a <see cref="RobustScaler"/>.</summary>
public sealed record RobustScalerOptions
{
    /// <summary>The share of values below the lower end of the range that becomes 1 wide.</summary>
    /// <value>From 0 to below <see cref="UpperQuantile"/>; default 0.25, the first quartile.</value>
    public double LowerQuantile
    {
        get;
        init => field = Share(value, nameof(LowerQuantile));
    } = 0.25;

    /// <summary>The share of values below the upper end of the range that becomes 1 wide.</summary>
    /// <value>Above <see cref="LowerQuantile"/> to 1; default 0.75, the third quartile.</value>
    public double UpperQuantile
    {
        get;
        init => field = Share(value, nameof(UpperQuantile));
    } = 0.75;

    /// <summary>Whether the median is subtracted.</summary>
    /// <value>Default true.</value>
    public bool Center { get; init; } = true;

    /// <summary>Whether values are divided by the range between the quantiles.</summary>
    /// <value>Default true.</value>
    public bool Scale { get; init; } = true;

    private static double Share(double value, string name) =>
        value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(name, value, "Expected a share of the values from 0 to 1.");
}
