namespace Atelier.Kernel;

/// <summary>Runs the code of a .NET language and holds its variables.</summary>
internal interface IClrCells
{
    /// <summary>The names of the variables, each once.</summary>
    IEnumerable<string> Names { get; }

    /// <summary>Finds the directives of a piece of code, and gives the code without them.</summary>
    /// <exception cref="CellException">A directive is malformed or not supported.</exception>
    CellDirectives ReadDirectives(CellSource source);

    /// <summary>Runs code on the cell thread.</summary>
    /// <returns>The value of its last expression, and whether it has one.</returns>
    /// <exception cref="CellException">It does not compile.</exception>
    (object? Value, bool HasValue) Run(CellSource source, CancellationToken cancellationToken);

    /// <summary>Finds the latest variable of a name.</summary>
    bool TryGet(string name, out object? value, out Type type);

    /// <summary>Gives a variable a value; one of that name that cannot hold it is hidden.</summary>
    /// <exception cref="CellException">The language's variables cannot be called so.</exception>
    void Set(string name, object? value);
}
