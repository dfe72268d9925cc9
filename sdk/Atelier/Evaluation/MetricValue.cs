namespace Atelier.Evaluation;

/// <summary>A metric's name and figure.</summary>
/// <param name="Name">The name, such as <c>accuracy</c>.</param>
/// <param name="Value">The figure.</param>
/// <param name="HigherIsBetter">True when a higher figure is better.</param>
public sealed record MetricValue(string Name, double Value, bool HigherIsBetter);
