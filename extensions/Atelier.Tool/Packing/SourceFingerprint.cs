using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Atelier.Tool;

/// <summary>A short text that changes when a file that a project takes in is changed, added or removed.</summary>
/// <remarks>It covers names, lengths and times of writing, as builds do, not contents.</remarks>
internal static class SourceFingerprint
{
    /// <summary>Looks at the project's folder and all in it, at the folders that it takes files from, and at those above it up to the root.</summary>
    public static string Of(SourceProject project, SourceTree tree)
    {
        var own = new DirectoryInfo(Path.GetDirectoryName(project.Path)!);
        var files = Below(own);
        for (var folder = own.Parent; folder is not null && folder.FullName.StartsWith(tree.Root, StringComparison.Ordinal); folder = folder.Parent)
            files = files.Concat(In(folder));
        foreach (var folder in project.InputFolders)
            files = files.Concat(In(new DirectoryInfo(folder)));

        var lines = files
            .Select(file => string.Create(
                CultureInfo.InvariantCulture, $"{Path.GetRelativePath(tree.Root, file.FullName)}|{file.Length}|{file.LastWriteTimeUtc.Ticks}"))
            .Distinct()
            .Order(StringComparer.Ordinal);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))));
    }

    private static IEnumerable<FileInfo> Below(DirectoryInfo folder) => In(folder).Concat(
        folder.EnumerateDirectories().Where(child => !SourceTree.IsBuildOutput(child.Name)).SelectMany(Below));

    private static IEnumerable<FileInfo> In(DirectoryInfo folder) => folder.Exists ? folder.EnumerateFiles() : [];
}
