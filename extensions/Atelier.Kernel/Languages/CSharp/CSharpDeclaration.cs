namespace Atelier.Kernel;

/// <summary>Something that a cell declares and later cells can use.</summary>
/// <param name="Name">Its name; for generic types with the number of their parameters.</param>
/// <param name="Signature">What tells a method from others of its name; null for everything else.</param>
/// <param name="Text">The declaration as C# writes it, without the code in it.</param>
internal sealed record CSharpDeclaration(string Name, string? Signature, string Text)
{
    /// <summary>Whether an earlier declaration can no longer be seen when this one has been made.</summary>
    public bool Hides(CSharpDeclaration earlier) =>
        Name == earlier.Name && (Signature is null || earlier.Signature is null || Signature == earlier.Signature);
}
