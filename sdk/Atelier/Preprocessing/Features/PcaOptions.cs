namespace Atelier.Preprocessing;

/// <summary>The settings of <see cref="Pca"/>.</summary>
public sealed record PcaOptions
{
    /// <summary>How many components are kept.</summary>
    /// <value>From 1 to the smaller of rows and features; default null: as many as <see cref="ExplainedVariance"/> asks for, or all.</value>
    public int? Components
    {
        get;
        init => field = value is null or >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Components), value, "Expected at least 1 component.");
    }

    /// <summary>The share of the variance that the kept components explain together; the fewest that do are kept.</summary>
    /// <value>Above 0 and below 1; default null.</value>
    public double? ExplainedVariance
    {
        get;
        init => field = value is null or (> 0 and < 1)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(ExplainedVariance), value, "Expected a share above 0 and below 1, such as 0.95.");
    }

    /// <summary>Whether the components are scaled to a variance of 1.</summary>
    /// <value>Default false.</value>
    public bool Whiten { get; init; }
}
