namespace Atelier.Kernel;

/// <summary>The run of one cell.</summary>
/// <param name="Position">Which cell it was.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Error">The error that it put out; null when it succeeded.</param>
/// <param name="Elapsed">Wall time.</param>
public sealed record CellRun(CellPosition Position, CellOutcome Outcome, ErrorOutput? Error, TimeSpan Elapsed);
