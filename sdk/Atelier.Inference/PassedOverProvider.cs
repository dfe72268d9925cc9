namespace Atelier.Inference;

/// <summary>A provider that was asked for and could not be used.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Reason">Why not, and what to do about it.</param>
public sealed record PassedOverProvider(ExecutionProvider Provider, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Provider}: {Reason}";
}
