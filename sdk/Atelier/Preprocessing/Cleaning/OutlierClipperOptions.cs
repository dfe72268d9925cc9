namespace Atelier.Preprocessing;

/// <summary>The settings of an <see cref="OutlierClipper"/>.</summary>
public sealed record OutlierClipperOptions
{
    /// <summary>Where the limits lie.</summary>
    /// <value>Default <see cref="ClipRule.Whiskers"/>.</value>
    public ClipRule Rule { get; init; } = ClipRule.Whiskers;

    /// <summary>How many distances between the quartiles a value may lie beyond them.</summary>
    /// <value>Above 0; default 1.5.</value>
    public double Factor
    {
        get;
        init => field = double.IsFinite(value) && value > 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Factor), value, "Expected a finite number above 0, such as 1.5.");
    } = 1.5;

    /// <summary>The share of the training data below the lower limit, for <see cref="ClipRule.Quantiles"/>.</summary>
    /// <value>From 0 to below 0.5; the same share lies above the upper limit. Default 0.01.</value>
    public double Tail
    {
        get;
        init => field = value is >= 0 and < 0.5
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Tail), value, "Expected a share from 0 to below 0.5, such as 0.01.");
    } = 0.01;

    /// <summary>The lower limit of all columns, for <see cref="ClipRule.Limits"/>.</summary>
    /// <value>Default negative infinity: no limit.</value>
    public double Lower
    {
        get;
        init => field = !double.IsNaN(value) ? value : throw new ArgumentOutOfRangeException(nameof(Lower), value, "Expected a number.");
    } = double.NegativeInfinity;

    /// <summary>The upper limit of all columns, for <see cref="ClipRule.Limits"/>.</summary>
    /// <value>At least <see cref="Lower"/>; default infinity: no limit.</value>
    public double Upper
    {
        get;
        init => field = !double.IsNaN(value) ? value : throw new ArgumentOutOfRangeException(nameof(Upper), value, "Expected a number.");
    } = double.PositiveInfinity;
}
