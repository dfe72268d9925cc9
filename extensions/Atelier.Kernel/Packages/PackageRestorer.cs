using System.Text.Json;

namespace Atelier.Kernel;

/// <summary>Restores packages through the .NET SDK and remembers the answers.</summary>
/// <remarks>
/// An answer holds as long as the request, NuGet's configuration and the feeds that are folders stay as they are; with floating
/// versions for a day. Packages are extracted to the user's ordinary NuGet folder.
/// </remarks>
internal sealed class PackageRestorer(EngineOptions options)
{
    private const string ErrorName = "PackageRestoreError";
    private static readonly TimeSpan FloatingLifetime = TimeSpan.FromDays(1);

    /// <summary>Finds the packages and all that they depend on.</summary>
    /// <exception cref="CellException">They cannot be restored.</exception>
    public async Task<AssetsFile> RestoreAsync(
        IReadOnlyList<PackageRequest> packages, IReadOnlyList<string> sources, CancellationToken cancellationToken)
    {
        try
        {
            return await FindAsync(packages, sources, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CellException(ErrorName,
                $"The packages of this cell could not be restored ({string.Join(", ", packages)}): {exception.Message} "
                + $"The restore works in {options.CacheDirectory}, which must be writable.");
        }
    }

    private async Task<AssetsFile> FindAsync(
        IReadOnlyList<PackageRequest> packages, IReadOnlyList<string> sources, CancellationToken cancellationToken)
    {
        var feeds = new FeedIdentity(options.WorkingDirectory, sources);
        var kept = Path.Combine(options.CacheDirectory, feeds.Key(packages, RuntimeIdentifiers.Current) + ".json");
        var known = TryRead(kept);
        var isStale = known is not null && RemoveStale(feeds, known);
        if (known is not null && !isStale && (packages.All(package => package.IsExact) || DateTime.UtcNow - File.GetLastWriteTimeUtc(kept) < FloatingLifetime))
            return known;

        options.Progress?.Invoke($"Restoring {string.Join(", ", packages)}");
        var command = DotnetCommand.Find() ?? throw new CellException(ErrorName,
            "Packages are restored with the .NET SDK, and none was found beside this .NET, in DOTNET_ROOT or on PATH. "
            + $"Install the .NET {Environment.Version.Major} SDK.");
        Directory.CreateDirectory(options.CacheDirectory);
        var folder = Path.Combine(options.CacheDirectory, $"work-{Guid.NewGuid():N}");
        Directory.CreateDirectory(Path.GetDirectoryName(AssetsPath(folder))!);
        try
        {
            var restored = await RestoreAsync(command, folder, packages, sources, cancellationToken).ConfigureAwait(false);
            if (RemoveStale(feeds, restored))
                restored = await RestoreAsync(command, folder, packages, sources, cancellationToken).ConfigureAwait(false);
            File.Copy(AssetsPath(folder), Path.Combine(folder, "kept.json"));
            File.SetLastWriteTimeUtc(Path.Combine(folder, "kept.json"), DateTime.UtcNow);
            File.Move(Path.Combine(folder, "kept.json"), kept, overwrite: true);
            return restored;
        }
        catch (CellException) when (known is not null && !isStale)
        {
            // Away from the network, what a floating version meant the last time is better than nothing.
            options.Progress?.Invoke($"The package sources did not answer; going on with {string.Join(", ", known.Packages)}");
            return known;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Deletes extracted packages that a feed folder now holds with other content; true when there were any.</summary>
    private static bool RemoveStale(FeedIdentity feeds, AssetsFile assets)
    {
        var stale = feeds.FindStale(assets.Packages).ToList();
        stale.ForEach(package => Directory.Delete(package.Folder, recursive: true));
        return stale.Count > 0;
    }

    private async Task<AssetsFile> RestoreAsync(
        string command,
        string folder,
        IReadOnlyList<PackageRequest> packages,
        IReadOnlyList<string> sources,
        CancellationToken cancellationToken)
    {
        var project = Path.Combine(folder, "notebook.csproj");
        RestoreProject.Write(project, options.WorkingDirectory, RuntimeIdentifiers.Current, packages, sources);
        File.Delete(AssetsPath(folder));
        var (exitCode, output) = await DotnetCommand
            .RunAsync(command, folder, ["restore", project, "--nologo", "-v:q", "-nodeReuse:false"], cancellationToken).ConfigureAwait(false);
        var assets = TryRead(AssetsPath(folder), complete: false);
        if (exitCode == 0 && assets is not null)
            return assets;

        // "Latest stable" of a package that has no stable version yet is its latest version.
        var unstable = (assets?.Messages ?? []).Where(message => message.Code == "NU1103").Select(message => message.PackageId).ToList();
        var relaxed = packages
            .Select(package => package.Version is null && unstable.Contains(package.Id, StringComparer.OrdinalIgnoreCase)
                ? package with { Version = "*-*" }
                : package)
            .ToList();
        if (!relaxed.SequenceEqual(packages))
            return await RestoreAsync(command, folder, relaxed, sources, cancellationToken).ConfigureAwait(false);
        throw Failure(packages, sources, assets, output.Replace(project, "", StringComparison.Ordinal));
    }

    private static CellException Failure(
        IReadOnlyList<PackageRequest> packages, IReadOnlyList<string> sources, AssetsFile? assets, string output)
    {
        var errors = (assets?.Messages ?? []).Where(message => message.IsError).Select(message => $"{message.Code}: {message.Text}");
        if (!errors.Any())
            errors = output.Split('\n').Select(line => line.Trim(' ', ':', '\r')).Where(line => line.Length > 0);
        return new CellException(ErrorName, string.Join("\n",
        [
            $"The packages of this cell could not be restored ({string.Join(", ", packages)}).",
            .. errors.Distinct(),
            $"Sources asked: {string.Join(", ", assets?.Sources is { Count: > 0 } asked ? asked : [.. sources, "those of nuget.config"])}.",
            "Check the name, the version and the network; #i \"nuget: FOLDER-OR-URL\" adds a source. "
            + "The session goes on without these packages.",
        ]));
    }

    private static AssetsFile? TryRead(string path, bool complete = true)
    {
        try
        {
            var assets = File.Exists(path) ? AssetsFile.Read(path, RuntimeIdentifiers.Current) : null;
            return complete && assets?.Packages.All(package => package.IsComplete()) == false ? null : assets;
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or IOException)
        {
            // A damaged answer is asked for again.
            return null;
        }
    }

    private static string AssetsPath(string folder) => Path.Combine(folder, "obj", "project.assets.json");
}
