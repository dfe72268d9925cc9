namespace Atelier.Kernel;

/// <summary>A <c>#load</c> in a cell or in a script that a cell loads.</summary>
/// <param name="Path">The path as it is written.</param>
/// <param name="Place">Where it stands, such as <c>Cell 3, line 1</c>.</param>
internal sealed record LoadDirective(string Path, string Place);
