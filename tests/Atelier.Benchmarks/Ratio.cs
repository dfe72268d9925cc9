namespace Atelier.Benchmarks;

/// <summary>How long one way took against another, round by round.</summary>
/// <param name="Median">The median of the rounds' ratios.</param>
/// <param name="Lowest">The lowest of them.</param>
/// <param name="Highest">The highest of them.</param>
/// <param name="Seconds">The median time of the first way.</param>
public sealed record Ratio(double Median, double Lowest, double Highest, double Seconds)
{
    /// <summary>The ratio of paired times.</summary>
    public static Ratio Of(IReadOnlyList<double> ours, IReadOnlyList<double> theirs)
    {
        var ratios = ours.Zip(theirs, (a, b) => a / b).Order().ToArray();
        return new Ratio(MedianOf(ratios), ratios[0], ratios[^1], MedianOf([.. ours.Order()]));
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Median:0.00} x ({Lowest:0.00}-{Highest:0.00}), {Seconds:0.000} s";

    private static double MedianOf(double[] sorted) => (sorted[sorted.Length / 2] + sorted[(sorted.Length - 1) / 2]) / 2;
}
