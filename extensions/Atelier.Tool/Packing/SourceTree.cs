using System.Xml;
using System.Xml.Linq;

namespace Atelier.Tool;

/// <summary>A repository whose projects can be packed for notebooks.</summary>
/// <param name="Root">The folder that holds <c>Notebooks.sln</c>.</param>
internal sealed record SourceTree(string Root)
{
    private const string Marker = "Notebooks.sln";
    private static readonly string[] ProjectFolders = ["sdk", "extensions"];

    /// <summary>The folders that a build fills, which are no sources.</summary>
    public static bool IsBuildOutput(string folderName) => folderName is "bin" or "obj" or "artifacts" || folderName.StartsWith('.');

    /// <summary>The folder that packages are packed into.</summary>
    public string Feed => Path.Combine(Root, "artifacts", "packages");

    /// <summary>The folder for notes about the feed.</summary>
    public string Notes => Path.Combine(Root, "artifacts", "local-feed");

    /// <summary>The nearest folder at or above a path that holds <c>Notebooks.sln</c>; null when there is none.</summary>
    public static string? FindRoot(string path)
    {
        var folder = Path.GetFullPath(path);
        while (folder is not null && !File.Exists(Path.Combine(folder, Marker)))
            folder = Path.GetDirectoryName(folder);
        return folder;
    }

    /// <summary>All project files below <c>sdk/</c> and <c>extensions/</c>, sorted.</summary>
    public IReadOnlyList<string> FindProjects() =>
    [
        .. ProjectFolders.Select(name => Path.Combine(Root, name)).Where(Directory.Exists).SelectMany(ProjectsBelow).Order(StringComparer.Ordinal),
    ];

    /// <summary>The names under which the package of a project may be known, as far as the file alone tells.</summary>
    public static IReadOnlyList<string> PossibleIds(string project)
    {
        var ids = new List<string> { Path.GetFileNameWithoutExtension(project) };
        try
        {
            ids.AddRange(XDocument.Load(project).Descendants()
                .Where(element => element.Name.LocalName is "PackageId" or "AssemblyName")
                .Select(element => element.Value.Trim()));
        }
        catch (XmlException)
        {
            // The build will say it better, if the project is needed at all.
        }
        return ids;
    }

    private static IEnumerable<string> ProjectsBelow(string folder) => Directory.EnumerateFiles(folder, "*.csproj").Concat(
        Directory.EnumerateDirectories(folder).Where(child => !IsBuildOutput(Path.GetFileName(child))).SelectMany(ProjectsBelow));
}
