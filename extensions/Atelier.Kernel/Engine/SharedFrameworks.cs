namespace Atelier.Kernel;

/// <summary>The frameworks installed beside .NET itself, such as ASP.NET Core.</summary>
internal static class SharedFrameworks
{
    /// <summary>The folder that holds a folder for each framework; null when .NET came with the application.</summary>
    private static readonly DirectoryInfo? Root =
        new DirectoryInfo(Path.GetDirectoryName(typeof(object).Assembly.Location)!).Parent?.Parent;

    /// <summary>The assemblies of a framework in the version that fits this .NET; empty when it is not installed.</summary>
    public static IReadOnlyList<string> Find(string framework)
    {
        var folder = new DirectoryInfo(Path.Combine(Root?.FullName ?? "", framework));
        var version = Root is null || !folder.Exists ? null : folder.EnumerateDirectories()
            .Where(version => version.Name.StartsWith($"{Environment.Version.Major}.", StringComparison.Ordinal))
            .OrderBy(version => Version.TryParse(version.Name.Split('-')[0], out var number) ? number : new Version())
            .LastOrDefault();
        return version is null
            ? []
            : [.. version.EnumerateFiles("*.dll").Select(file => file.FullName).Where(FrameworkAssemblies.IsManaged)];
    }

    /// <summary>The framework that has an assembly of that name; null when there is none.</summary>
    public static string? FindOwner(string assembly) => Root is null ? null : Root.EnumerateDirectories()
        .Select(folder => folder.Name)
        .FirstOrDefault(framework => Find(framework)
            .Any(path => Path.GetFileNameWithoutExtension(path).Equals(assembly, StringComparison.OrdinalIgnoreCase)));

    /// <summary>What a package is told that needs a framework which is missing.</summary>
    public static string Missing(string framework) =>
        $"the shared framework {framework} {Environment.Version.Major}, which is not installed in {Root?.FullName ?? "a shared folder"}. "
        + "Install it with the .NET SDK or as a runtime of its own.";
}
