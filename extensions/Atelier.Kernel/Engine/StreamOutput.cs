namespace Atelier.Kernel;

/// <summary>Text that a cell wrote to the console.</summary>
/// <param name="Name"><c>stdout</c> or <c>stderr</c>.</param>
/// <param name="Text">The text as written, line ends included.</param>
public sealed record StreamOutput(string Name, string Text) : CellOutput;
