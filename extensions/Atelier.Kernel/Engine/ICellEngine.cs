namespace Atelier.Kernel;

/// <summary>Runs the cells of one notebook session, one after another, each seeing what the earlier ones declared.</summary>
public interface ICellEngine : IAsyncDisposable
{
    /// <summary>Runs one cell to its end.</summary>
    /// <param name="code">The source text of the cell.</param>
    /// <param name="onOutput">
    /// Receives every output in the order in which it was made, never two at a time, and none after the task has completed.
    /// </param>
    /// <param name="cancellationToken">Asks the cell to stop.</param>
    /// <returns>How the cell ended. A failing cell is a result, not an exception.</returns>
    Task<CellResult> RunAsync(string code, Action<CellOutput> onOutput, CancellationToken cancellationToken = default);
}
