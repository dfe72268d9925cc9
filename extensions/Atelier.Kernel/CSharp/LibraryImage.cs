namespace Atelier.Kernel;

/// <summary>An emitted library.</summary>
/// <param name="Assembly">The assembly in portable executable format.</param>
/// <param name="Symbols">The portable PDB.</param>
/// <param name="Version">The assembly's version.</param>
internal sealed record LibraryImage(MemoryStream Assembly, MemoryStream Symbols, Version Version);
