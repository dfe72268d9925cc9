namespace Atelier.Benchmarks;

/// <summary>One bar and what was reached.</summary>
/// <param name="Name">What is measured.</param>
/// <param name="Figure">The ratio or figure, with its spread; why it is missing for a skipped or failed row.</param>
/// <param name="Bar">What is to be reached; empty for a figure without a bar.</param>
/// <param name="Met">Whether it is; null for a skipped row and for a figure without a bar.</param>
public sealed record BarRow(string Name, string Figure, string Bar, bool? Met)
{
    /// <summary>A row for a ratio that is to stay at or below a limit.</summary>
    public static BarRow AtMost(string name, Ratio ratio, double limit) =>
        new(name, ratio.ToString(), $"<= {limit:0.00} x", ratio.Median <= limit);

    /// <summary>A row for a ratio that has no bar.</summary>
    public static BarRow Information(string name, Ratio ratio) => new(name, ratio.ToString(), "", null);

    /// <summary>A row for figures whose median is to stay below a limit.</summary>
    public static BarRow Below(string name, IReadOnlyList<double> figures, double limit, string unit)
    {
        var sorted = figures.Order().ToArray();
        var median = (sorted[sorted.Length / 2] + sorted[(sorted.Length - 1) / 2]) / 2;
        var format = limit < 10 ? "0.00" : "0.0";
        var spread = sorted.Length == 1 ? "" : $" ({sorted[0].ToString(format)}-{sorted[^1].ToString(format)})";
        return new(name, $"{median.ToString(format)} {unit}{spread}", $"< {limit} {unit}", median < limit);
    }

    /// <summary>A row for what did not work, which misses its bar.</summary>
    public static BarRow Failed(string name, string why) => new(name, $"failed: {why}", "", false);

    /// <summary>A row for what could not be measured.</summary>
    public static BarRow Skipped(string name, string why) => new(name, $"skipped: {why}", "", null);
}
