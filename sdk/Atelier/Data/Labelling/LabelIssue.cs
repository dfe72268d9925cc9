namespace Atelier.Data;

/// <summary>A row whose label is probably wrong.</summary>
/// <param name="Row">The row, from 0.</param>
/// <param name="Given">The class that the row is labelled with.</param>
/// <param name="Suggested">The class that is most probable instead.</param>
/// <param name="SelfConfidence">The probability of the given class, 0 to 1.</param>
/// <param name="Margin">The probability of the given class less that of the most probable other one, -1 to 1; below 0 the other one is ahead.</param>
public sealed record LabelIssue(int Row, int Given, int Suggested, double SelfConfidence, double Margin);
