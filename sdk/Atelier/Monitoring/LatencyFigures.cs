namespace Atelier.Monitoring;

/// <summary>How long answers took: the time below which a share of them stayed, interpolated as <c>numpy.quantile</c> does.</summary>
/// <param name="Median">Half of them.</param>
/// <param name="P90">90 % of them.</param>
/// <param name="P99">99 % of them.</param>
/// <param name="Maximum">The longest.</param>
public sealed record LatencyFigures(TimeSpan Median, TimeSpan P90, TimeSpan P99, TimeSpan Maximum);
