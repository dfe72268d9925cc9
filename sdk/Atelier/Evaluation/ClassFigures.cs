namespace Atelier.Evaluation;

/// <summary>How well one class is recognised.</summary>
/// <param name="ClassName">The name of the class.</param>
/// <param name="Precision">Share of the rows predicted as this class that are of it, 0 to 1; 0 when none was.</param>
/// <param name="Recall">Share of the rows of this class that were predicted as it, 0 to 1; 0 when there are none.</param>
/// <param name="F1">Harmonic mean of precision and recall, 0 to 1.</param>
/// <param name="Support">The number of rows of this class.</param>
public sealed record ClassFigures(string ClassName, double Precision, double Recall, double F1, long Support);
