using System.Security.Cryptography;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Atelier.Kernel;

/// <summary>The files that the build of a project depends on, by the folders that hold them.</summary>
/// <param name="Folders">The folders of the project and of those it references; all that lies in them counts, but for what builds and editors leave there.</param>
/// <param name="Files">Single files: those above the folders that builds obey, there or not, and the assemblies that were built.</param>
internal sealed record ProjectInputs(IReadOnlyList<string> Folders, IReadOnlyList<string> Files)
{
    private const int MostFiles = 20_000;

    private static readonly string[] Shared =
        ["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "global.json", "nuget.config", "NuGet.config", "NuGet.Config", ".editorconfig"];
    private static readonly string[] ElementsWithOwnRules = ["ProjectReference", "PackageReference"];

    /// <summary>Finds the inputs of a project that has been built; null when it takes in files from elsewhere, so that only a build knows.</summary>
    public static ProjectInputs? Find(string project, string assetsFile, string framework, IReadOnlyList<string> assemblies)
    {
        var folder = Path.GetDirectoryName(project)!;
        var projects = AssetsFile.Read(assetsFile, RuntimeIdentifiers.Current, framework).Projects
            .Select(path => Path.GetFullPath(path, folder))
            .Prepend(project)
            .ToList();
        var folders = projects.Select(path => Path.GetDirectoryName(path)!).Distinct().ToList();
        var shared = folders.SelectMany(Ancestors).Distinct().SelectMany(above => Shared.Select(name => Path.Combine(above, name))).ToList();
        var documents = projects.Concat(shared.Where(path => File.Exists(path) && Path.GetFileName(path).StartsWith("Directory.", StringComparison.Ordinal)));
        return documents.All(IsSelfContained) ? new ProjectInputs(folders, [.. shared, .. assemblies]) : null;
    }

    /// <summary>A name for the present state of the files; null when they are too many to look at.</summary>
    public string? Stamp()
    {
        var text = new StringBuilder();
        var files = InFolders()
            .Concat(Files.Select(path => new FileInfo(path)))
            .Take(MostFiles + 1)
            .ToList();
        if (files.Count > MostFiles)
            return null;
        foreach (var file in files)
            text.Append(file.FullName).Append(' ').Append(file.Exists ? file.Length : -1).Append(' ').Append(file.Exists ? file.LastWriteTimeUtc.Ticks : 0).AppendLine();
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>True when a file of the folders was written at that time or later.</summary>
    public bool HaveChangedSince(DateTime time) => InFolders().Take(MostFiles + 1).Any(file => file.LastWriteTimeUtc >= time);

    private IEnumerable<FileInfo> InFolders() => Folders.Where(Directory.Exists).SelectMany(folder => Walk(new DirectoryInfo(folder)));

    private static IEnumerable<FileInfo> Walk(DirectoryInfo folder) => folder.EnumerateFiles()
        .Where(file => file.Extension is not (".ipynb" or ".dib"))
        .OrderBy(file => file.Name, StringComparer.Ordinal)
        .Concat(folder.EnumerateDirectories()
            .Where(child => child.Name is not ("bin" or "obj" or "node_modules") && !child.Name.StartsWith('.') && child.LinkTarget is null)
            .OrderBy(child => child.Name, StringComparer.Ordinal)
            .SelectMany(Walk));

    private static IEnumerable<string> Ancestors(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
            yield return at.FullName;
    }

    /// <summary>False when a project or a file that it imports names a file by a path that leads elsewhere or cannot be known here.</summary>
    private static bool IsSelfContained(string path)
    {
        try
        {
            return XDocument.Load(path).Descendants()
                .Where(element => !ElementsWithOwnRules.Contains(element.Name.LocalName) && element.Attribute("Sdk") is null)
                .SelectMany(element => element.Name.LocalName == "HintPath"
                    ? [element.Value]
                    : element.Attributes().Where(attribute => attribute.Name.LocalName is "Include" or "Project").Select(attribute => attribute.Value))
                .Where(value => !value.Contains("GetPathOfFileAbove('Directory.", StringComparison.Ordinal))
                .All(value => !value.Contains("..", StringComparison.Ordinal) && !value.Contains("$(", StringComparison.Ordinal) && !Path.IsPathRooted(value));
        }
        catch (XmlException)
        {
            return false;
        }
    }
}
