namespace Atelier.Tool;

/// <summary>What the build knows of a project.</summary>
/// <param name="Path">The project file.</param>
/// <param name="PackageId">The id of the package that it packs.</param>
/// <param name="PackageVersion">The version of that package.</param>
/// <param name="IsPackable">Whether it packs one.</param>
/// <param name="References">The project files that it refers to.</param>
/// <param name="InputFolders">The folders outside its own that hold files which it takes in.</param>
internal sealed record SourceProject(
    string Path, string PackageId, string PackageVersion, bool IsPackable, IReadOnlyList<string> References, IReadOnlyList<string> InputFolders)
{
    /// <summary>The name of the package file.</summary>
    public string PackageFile => $"{PackageId}.{PackageVersion.Split('+')[0]}.nupkg";

    /// <summary>The projects that can be reached from some of them by references, those included.</summary>
    public static IReadOnlyList<SourceProject> Closure(IEnumerable<SourceProject> start, IReadOnlyList<SourceProject> all)
    {
        var byPath = all.ToDictionary(project => project.Path);
        var found = new HashSet<SourceProject>();
        var open = new Stack<SourceProject>(start);
        while (open.TryPop(out var project))
            if (found.Add(project))
                foreach (var reference in project.References)
                    if (byPath.TryGetValue(reference, out var next))
                        open.Push(next);
        return [.. found.OrderBy(project => project.Path, StringComparer.Ordinal)];
    }
}
