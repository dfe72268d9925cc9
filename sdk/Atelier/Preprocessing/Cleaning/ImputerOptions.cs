namespace Atelier.Preprocessing;

/// <summary>The settings of an <see cref="Imputer"/>.</summary>
public sealed record ImputerOptions
{
    /// <summary>What a missing value is replaced by.</summary>
    /// <value>Default <see cref="ImputeStrategy.Median"/>, which outliers do not move.</value>
    public ImputeStrategy Strategy { get; init; } = ImputeStrategy.Median;

    /// <summary>The number for missing numbers with <see cref="ImputeStrategy.Constant"/>.</summary>
    /// <value>A finite number; default 0.</value>
    public double Number
    {
        get;
        init => field = double.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Number), value, "Expected a finite number to put in place of missing ones.");
    }

    /// <summary>The text for missing texts with <see cref="ImputeStrategy.Constant"/>.</summary>
    /// <value>Default <c>missing</c>.</value>
    public string Text
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(Text));
    } = "missing";

    /// <summary>Whether each column that has missing values in the training data gets a second one that is 1 where they were missing and else 0.</summary>
    /// <value>Default false.</value>
    public bool AddIndicator { get; init; }
}
