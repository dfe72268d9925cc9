using System.Security.Cryptography;

namespace Atelier.Tool;

/// <summary>The folder in which NuGet keeps all packages of the user extracted, and never extracts a version twice.</summary>
internal static class GlobalPackages
{
    /// <summary>Where it is: <c>NUGET_PACKAGES</c>, else <c>.nuget/packages</c> in the user's home folder.</summary>
    public static string DefaultFolder { get; } = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } folder
        ? folder
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>Removes the extracted packages whose content is not that of the file in the feed, so that a restore takes that one.</summary>
    /// <remarks>Projects keep their version from build to build; without this the first build would be used for ever.</remarks>
    /// <param name="feed">The folder with the packages as files.</param>
    /// <param name="packed">The projects whose packages are there. No other package is touched.</param>
    /// <param name="folder">The folder with the extracted packages.</param>
    public static void RemoveStale(string feed, IEnumerable<SourceProject> packed, string folder)
    {
        foreach (var project in packed)
        {
            var file = project.PackageFile.ToLowerInvariant();
            var name = Path.GetFileNameWithoutExtension(file)[(project.PackageId.Length + 1)..];
            var extracted = Path.Combine(folder, project.PackageId.ToLowerInvariant(), name);
            var hash = Path.Combine(extracted, file + ".sha512");
            if (!File.Exists(hash))
                continue;
            using var stream = File.OpenRead(Path.Combine(feed, project.PackageFile));
            if (File.ReadAllText(hash).Trim() != Convert.ToBase64String(SHA512.HashData(stream)))
                Directory.Delete(extracted, recursive: true);
        }
    }
}
