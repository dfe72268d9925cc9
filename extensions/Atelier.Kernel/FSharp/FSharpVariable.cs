namespace Atelier.Kernel;

/// <summary>A value that an F# cell has bound to a name.</summary>
/// <param name="Name">The name.</param>
/// <param name="Value">The value.</param>
/// <param name="Type">The type that it was bound with.</param>
internal sealed record FSharpVariable(string Name, object? Value, Type Type);
