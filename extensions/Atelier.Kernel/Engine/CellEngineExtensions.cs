namespace Atelier.Kernel;

/// <summary>Shorter ways to run a cell.</summary>
public static class CellEngineExtensions
{
    /// <summary>Runs one cell in the engine's own language, with nobody there to answer its questions.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="code">The source text of the cell.</param>
    /// <param name="onOutput">Receives every output in the order in which it was made.</param>
    /// <param name="cancellationToken">Interrupts the cell.</param>
    /// <returns>How the cell ended. A failing cell is a result, not an exception.</returns>
    public static Task<CellResult> RunAsync(
        this ICellEngine engine, string code, Action<CellOutput> onOutput, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(code);
        return engine.RunAsync(new CellRequest(code), onOutput, cancellationToken);
    }
}
