namespace Atelier.Kernel;

/// <summary>A place in the text of a cell.</summary>
/// <param name="Code">The text.</param>
/// <param name="Position">UTF-16 code units before the place, from 0 to the text's length.</param>
/// <param name="Language">The language of the text's beginning, by the name of its kernel; null for the engine's own.</param>
public sealed record CodePlace(string Code, int Position, string? Language = null);
