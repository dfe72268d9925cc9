namespace Atelier.Kernel.Tests;

/// <summary>One session for the tests of a class: starting F# takes longer than running its cells.</summary>
public sealed class FSharpNotebook : IAsyncLifetime
{
    internal Notebook Notebook { get; } = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => Notebook.DisposeAsync();
}
