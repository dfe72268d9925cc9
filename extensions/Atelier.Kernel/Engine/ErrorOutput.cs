namespace Atelier.Kernel;

/// <summary>The reason why a cell failed.</summary>
/// <param name="Name">The exception's type name, or <c>CompilationError</c>.</param>
/// <param name="Message">What went wrong, in one or more lines.</param>
/// <param name="Traceback">Lines that name the cell, the line number and the source line, innermost frame first.</param>
public sealed record ErrorOutput(string Name, string Message, IReadOnlyList<string> Traceback) : CellOutput;
