namespace Atelier.Kernel;

/// <summary>Asks for everything that the cell has put out so far to be taken away.</summary>
/// <param name="Wait">Whether to wait for the next output, so that what replaces the old does not flicker.</param>
public sealed record ClearOutput(bool Wait) : CellOutput;
