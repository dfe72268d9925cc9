using System.Globalization;

namespace Atelier.Inference;

/// <summary>How long a call took before and after, both measured in turn.</summary>
/// <param name="Batch">Rows a call.</param>
/// <param name="Before">The median time of a call of the model as it was.</param>
/// <param name="After">The median time of a call of the new one.</param>
/// <param name="Ratio">The median of the ratios of neighbouring measurements, after to before: below 1 is faster.</param>
public sealed record LatencyComparison(int Batch, TimeSpan Before, TimeSpan After, double Ratio)
{
    /// <summary>All in one line.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"batch {Batch}: {Before.TotalMilliseconds:0.####} -> {After.TotalMilliseconds:0.####} ms ({Ratio:0.00} x)");
}
