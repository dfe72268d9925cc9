namespace Atelier.Preprocessing;

/// <summary>The settings of <see cref="Binning"/>.</summary>
public sealed record BinningOptions
{
    /// <summary>How many bins each column is divided into; fewer where several edges would coincide.</summary>
    /// <value>At least 2; default 5.</value>
    public int Bins
    {
        get;
        init => field = value >= 2 ? value : throw new ArgumentOutOfRangeException(nameof(Bins), value, "Expected at least 2 bins, such as 5.");
    } = 5;

    /// <summary>Where the edges lie.</summary>
    /// <value>Default <see cref="BinStrategy.Quantile"/>.</value>
    public BinStrategy Strategy { get; init; } = BinStrategy.Quantile;

    /// <summary>Whether each bin becomes a feature of its own, 1 in its rows and else 0, called <c>column=bin 0</c> and so on.</summary>
    /// <value>Default false: the number of the bin, from 0, takes the place of the value.</value>
    public bool OneHot { get; init; }
}
