namespace Atelier.Kernel;

/// <summary>One cell to run.</summary>
/// <param name="Code">The source text of the cell, in any mixture of languages: lines such as <c>#!fsharp</c> select the language of what follows.</param>
public sealed record CellRequest(string Code)
{
    /// <summary>The language of the text before the first selector, by the name of its kernel such as <c>csharp</c> or <c>fsharp</c>.</summary>
    /// <value>Default: null, the engine's own (C#).</value>
    public string? Language { get; init; }

    /// <summary>Answers the cell when it asks its user for a line; null where there is nobody to ask, and asking fails in words.</summary>
    /// <value>Default: null.</value>
    public Func<InputRequest, CancellationToken, Task<string>>? Input { get; init; }

    /// <summary>Whether the execution leaves the engine's count of executions as it is.</summary>
    /// <value>Default: false. The cell's outputs are delivered in either case.</value>
    public bool IsSilent { get; init; }
}
