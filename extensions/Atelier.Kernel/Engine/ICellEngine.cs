namespace Atelier.Kernel;

/// <summary>Runs the cells of one notebook session, one after another, each seeing what the earlier ones declared.</summary>
public interface ICellEngine : IAsyncDisposable
{
    /// <summary>Runs one cell to its end.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="onOutput">
    /// Receives every output in the order in which it was made, never two at a time, and none after the task has completed.
    /// </param>
    /// <param name="cancellationToken">Interrupts the cell, which then fails with an <c>OperationCanceledException</c>.</param>
    /// <returns>How the cell ended. A failing cell is a result, not an exception.</returns>
    Task<CellResult> RunAsync(CellRequest cell, Action<CellOutput> onOutput, CancellationToken cancellationToken = default);
}
