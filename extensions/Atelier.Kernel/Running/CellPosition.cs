namespace Atelier.Kernel;

/// <summary>A cell in the order of a run.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Number">Its number among the cells that the run executes, from 1.</param>
/// <param name="Total">How many cells the run executes when none of them fails.</param>
public sealed record CellPosition(NotebookCell Cell, int Number, int Total);
