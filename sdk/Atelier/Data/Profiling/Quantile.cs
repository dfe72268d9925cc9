namespace Atelier.Data;

/// <summary>The number below which a share of the values lies.</summary>
/// <param name="Share">From 0 (the smallest value) to 1 (the largest).</param>
/// <param name="Value">The number, interpolated linearly between the two values next to it.</param>
public readonly record struct Quantile(double Share, double Value);
