namespace Atelier.Data;

/// <summary>The figures of a column of numbers, over its finite values.</summary>
/// <remarks>
/// Mean, standard deviation, quantiles, skew and kurtosis as pandas 1.5 gives them (<c>mean</c>, <c>std</c>, <c>quantile</c>, <c>skew</c>,
/// <c>kurt</c>) after infinite values are left out. A figure is null where it is not defined or leaves the range of float64.
/// </remarks>
public sealed record NumberSummary
{
    /// <summary>How many values are neither missing nor infinite: those that the other figures are about.</summary>
    public required long Finite { get; init; }

    /// <summary>How many values are positive or negative infinity.</summary>
    public required long Infinite { get; init; }

    /// <summary>How many values are zero.</summary>
    public required long Zero { get; init; }

    /// <summary>How many values are below zero.</summary>
    public required long Negative { get; init; }

    /// <summary>The arithmetic mean; null without values.</summary>
    public double? Mean { get; init; }

    /// <summary>The sample standard deviation, sqrt(sum((x - mean)²) / (n - 1)); null below two values.</summary>
    public double? StandardDeviation { get; init; }

    /// <summary>
    /// The sample skewness with correction for bias (adjusted Fisher-Pearson, G1, as <c>pandas.Series.skew</c> and
    /// <c>scipy.stats.skew(bias=False)</c>): above 0 where the right tail is the longer one; null below three values, 0 where all are equal.
    /// </summary>
    public double? Skew { get; init; }

    /// <summary>
    /// The sample excess kurtosis with correction for bias (G2, as <c>pandas.Series.kurt</c> and <c>scipy.stats.kurtosis(bias=False)</c>):
    /// 0 for a normal distribution; null below four values, 0 where all are equal.
    /// </summary>
    public double? Kurtosis { get; init; }

    /// <summary>
    /// The values at 0, 1, 5, 25, 50, 75, 95, 99 and 100 % of the sorted values, with linear interpolation; empty without values.
    /// </summary>
    public IReadOnlyList<Quantile> Quantiles { get; init; } = [];

    /// <summary>The smallest value; null without values.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public double? Minimum => At(0);

    /// <summary>The value in the middle; null without values.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public double? Median => At(0.5);

    /// <summary>The largest value; null without values.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public double? Maximum => At(1);

    private double? At(double share)
    {
        foreach (var quantile in Quantiles)
        {
            if (quantile.Share == share)
            {
                return quantile.Value;
            }
        }

        return null;
    }
}
