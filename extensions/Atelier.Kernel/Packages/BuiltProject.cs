namespace Atelier.Kernel;

/// <summary>A project that has been built, and all that it runs with.</summary>
/// <param name="Path">The project file.</param>
/// <param name="Assemblies">Its assembly and those of the projects that it references.</param>
/// <param name="Packages">Its packages, those of the projects that it references included.</param>
/// <param name="Frameworks">The shared frameworks that it needs beside .NET itself.</param>
internal sealed record BuiltProject(
    string Path, IReadOnlyList<string> Assemblies, IReadOnlyList<ResolvedPackage> Packages, IReadOnlyList<string> Frameworks)
{
    public override string ToString() => $"The project {System.IO.Path.GetFileName(Path)}";
}
