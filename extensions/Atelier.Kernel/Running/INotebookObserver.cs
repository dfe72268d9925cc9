namespace Atelier.Kernel;

/// <summary>Watches the run of a notebook, to show it.</summary>
/// <remarks>Calls come in order and never two at a time, but from any thread. What a call throws ends the run.</remarks>
public interface INotebookObserver
{
    /// <summary>A cell starts.</summary>
    /// <param name="cell">Which cell.</param>
    void Started(CellPosition cell);

    /// <summary>The running cell put something out.</summary>
    /// <param name="cell">Which cell.</param>
    /// <param name="output">What it put out.</param>
    void Received(CellPosition cell, CellOutput output);

    /// <summary>A cell ended; its outputs are in the document, and in the file when the run saves one.</summary>
    /// <param name="run">Which cell, and how it ended.</param>
    void Finished(CellRun run);
}
