using System.Security.Cryptography;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Atelier.Kernel;

/// <summary>What a restore depends on beside the request itself: NuGet's configuration and the content of feeds that are folders.</summary>
/// <param name="workingDirectory">The notebook's folder.</param>
/// <param name="sources">The feeds that the session adds.</param>
internal sealed class FeedIdentity(string workingDirectory, IReadOnlyList<string> sources)
{
    private static readonly string[] ConfigNames = ["nuget.config", "NuGet.config", "NuGet.Config"];

    /// <summary>A name for the answer to a request: the same as long as nothing that matters has changed.</summary>
    public string Key(IEnumerable<PackageRequest> packages, string runtimeIdentifier)
    {
        var text = new StringBuilder($"1 {Environment.Version.Major} {runtimeIdentifier}\n");
        foreach (var package in packages.OrderBy(package => package.Id, StringComparer.OrdinalIgnoreCase))
            text.Append(package.Id.ToLowerInvariant()).Append(' ').AppendLine(package.VersionOrLatest);
        foreach (var source in sources)
            text.AppendLine(source);
        text.AppendLine(Environment.GetEnvironmentVariable("NUGET_PACKAGES"));
        foreach (var config in ConfigFiles())
            text.AppendLine(config).AppendLine(File.ReadAllText(config));
        foreach (var file in FolderFeeds().SelectMany(Packages))
            text.Append(file.FullName).Append(' ').Append(file.Length).Append(' ').Append(file.LastWriteTimeUtc.Ticks).AppendLine();
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..32];
    }

    /// <summary>The extracted packages that differ from the package of the same version in a feed folder.</summary>
    /// <remarks>NuGet never extracts a version again. Whoever packs under the same version again means the new content.</remarks>
    public IEnumerable<ResolvedPackage> FindStale(IEnumerable<ResolvedPackage> packages)
    {
        var feeds = FolderFeeds().SelectMany(Packages).ToLookup(file => file.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var package in packages)
        {
            var stamp = Path.Combine(package.Folder, $"{package.Id}.{package.Version}.nupkg.sha512".ToLowerInvariant());
            var offered = feeds[$"{package.Id}.{package.Version}.nupkg"].ToList();
            if (offered.Count == 0 || !File.Exists(stamp) || CameFromTheNet(package))
                continue;
            var extracted = File.ReadAllText(stamp).Trim();
            if (!offered.Any(file => Hash(file) == extracted))
                yield return package;
        }
    }

    private static string Hash(FileInfo file)
    {
        using var stream = file.OpenRead();
        return Convert.ToBase64String(SHA512.HashData(stream));
    }

    private static bool CameFromTheNet(ResolvedPackage package)
    {
        var metadata = Path.Combine(package.Folder, ".nupkg.metadata");
        return File.Exists(metadata) && File.ReadAllText(metadata).Contains("\"http", StringComparison.OrdinalIgnoreCase);
    }

    private IEnumerable<string> FolderFeeds() => sources
        .Where(source => !source.Contains("://", StringComparison.Ordinal))
        .Select(source => Path.GetFullPath(source, workingDirectory))
        .Concat(ConfigFiles().SelectMany(SourcesOf))
        .Where(Directory.Exists)
        .Distinct();

    /// <summary>A feed folder is either flat or holds ID/VERSION/ID.VERSION.nupkg.</summary>
    private static IEnumerable<FileInfo> Packages(string feed) => new DirectoryInfo(feed)
        .EnumerateFiles("*.nupkg", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 2, IgnoreInaccessible = true })
        .OrderBy(file => file.FullName, StringComparer.Ordinal);

    private static IEnumerable<string> SourcesOf(string config)
    {
        try
        {
            var folder = Path.GetDirectoryName(config)!;
            return [.. XDocument.Load(config).Descendants("packageSources").Elements("add")
                .Select(add => (string?)add.Attribute("value"))
                .Where(value => value is { Length: > 0 } && !value.Contains("://", StringComparison.Ordinal))
                .Select(value => Path.GetFullPath(Environment.ExpandEnvironmentVariables(value!), folder))];
        }
        catch (XmlException)
        {
            // NuGet itself says what is wrong with the file.
            return [];
        }
    }

    private IEnumerable<string> ConfigFiles()
    {
        for (var folder = new DirectoryInfo(workingDirectory); folder is not null; folder = folder.Parent)
        {
            if (ConfigNames.Select(name => Path.Combine(folder.FullName, name)).FirstOrDefault(File.Exists) is { } config)
                yield return config;
        }
        var user = OperatingSystem.IsWindows()
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "NuGet", "NuGet.Config")
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "NuGet", "NuGet.Config");
        if (File.Exists(user))
            yield return user;
    }
}
