namespace Atelier.Prediction;

/// <summary>What the numbers of an input, a feature or an output mean.</summary>
/// <param name="Name">The name of the input, feature or output.</param>
/// <param name="Unit">The unit, such as <c>cm</c> or <c>EUR</c>; empty for none.</param>
/// <param name="Description">The meaning in a sentence; empty where it goes without saying.</param>
public sealed record FieldNote(string Name, string Unit = "", string Description = "");
