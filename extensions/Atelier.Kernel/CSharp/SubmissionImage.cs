namespace Atelier.Kernel;

/// <summary>An emitted script assembly.</summary>
/// <param name="Assembly">The assembly in portable executable format.</param>
/// <param name="Symbols">The portable PDB.</param>
/// <param name="TypeName">The script class.</param>
/// <param name="FactoryName">Its static method that takes the array of all submissions and starts the script.</param>
internal sealed record SubmissionImage(MemoryStream Assembly, MemoryStream Symbols, string TypeName, string FactoryName);
