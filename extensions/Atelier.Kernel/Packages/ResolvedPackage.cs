namespace Atelier.Kernel;

/// <summary>A restored package and its files for this platform, by full path.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Version">The version that was chosen.</param>
/// <param name="Folder">Where it was extracted.</param>
/// <param name="References">The assemblies that cells compile against.</param>
/// <param name="Assemblies">The assemblies that are loaded.</param>
/// <param name="NativeLibraries">The native libraries.</param>
/// <param name="Frameworks">The shared frameworks that it needs beside .NET itself.</param>
/// <param name="Extensions">The package's files under <c>interactive-extensions/dotnet</c>.</param>
internal sealed record ResolvedPackage(
    string Id,
    string Version,
    string Folder,
    IReadOnlyList<string> References,
    IReadOnlyList<string> Assemblies,
    IReadOnlyList<string> NativeLibraries,
    IReadOnlyList<string> Frameworks,
    IReadOnlyList<string> Extensions)
{
    /// <summary>False when a file has gone since the restore.</summary>
    public bool IsComplete() => References.Concat(Assemblies).Concat(NativeLibraries).Concat(Extensions).All(File.Exists);

    public override string ToString() => $"{Id} {Version}";
}
