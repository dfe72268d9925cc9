namespace Atelier.Kernel.Tests;

/// <summary>Answers every question of a cell with the question in capitals.</summary>
internal sealed class AnsweringEngine(ICellEngine engine) : ICellEngine
{
    public Task<CellResult> RunAsync(CellRequest cell, Action<CellOutput> onOutput, CancellationToken cancellationToken = default) => engine.RunAsync(
        cell with { Input = (question, _) => Task.FromResult(question.Prompt.ToUpperInvariant()) }, onOutput, cancellationToken);

    public ValueTask DisposeAsync() => engine.DisposeAsync();
}
