namespace Atelier.Monitoring;

/// <summary>What a statistical test found.</summary>
/// <param name="Statistic">The test's figure, 0 or above: larger means less alike.</param>
/// <param name="PValue">The chance of such a figure, or a larger one, where nothing has changed; 0 to 1.</param>
public readonly record struct TestResult(double Statistic, double PValue);
