namespace Atelier.Architecture.Tests;

/// <summary>What a project file refers to.</summary>
internal sealed record Project(
    string Name,
    DirectoryInfo Folder,
    IReadOnlyList<string> Projects,
    IReadOnlyList<string> Packages,
    IReadOnlyList<string> Frameworks);
