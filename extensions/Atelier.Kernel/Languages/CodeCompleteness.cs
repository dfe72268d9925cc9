namespace Atelier.Kernel;

/// <summary>Whether a text can be run as it is.</summary>
/// <param name="Status">What it is.</param>
/// <param name="Indent">Blanks to begin the next line with; empty unless <paramref name="Status"/> is incomplete.</param>
public sealed record CodeCompleteness(CompletenessStatus Status, string Indent = "");
