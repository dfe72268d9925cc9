using System.Text.Json;
using System.Text.RegularExpressions;

namespace Atelier.Kernel;

/// <summary>Builds the projects of <c>#r "project: ..."</c> with <c>dotnet build</c>, in the configuration that this takes by itself (Debug).</summary>
/// <remarks>
/// A project whose files are as they were at the last build is not built again. Where one takes in files from outside the folders that
/// are watched, it is built each time, which finds out by itself that there is nothing to do.
/// </remarks>
internal sealed partial class ProjectReferenceBuilder(EngineOptions options)
{
    private const string ErrorName = "ProjectBuildError";
    private const int MostErrors = 10;

    private static readonly string[] Properties =
        ["TargetPath", "TargetFramework", "TargetFrameworks", "TargetFrameworkIdentifier", "TargetFrameworkVersion", "ProjectAssetsFile", "ProjectDepsFilePath"];

    /// <summary>Builds a project where that is needed.</summary>
    /// <param name="path">The full path of the project file.</param>
    /// <param name="cancellationToken">Ends the build.</param>
    /// <exception cref="CellException">There is no such project, or it cannot be built or used.</exception>
    public async Task<BuiltProject> BuildAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path) || !path.EndsWith("proj", StringComparison.OrdinalIgnoreCase))
        {
            throw new CellException(ErrorName,
                $"#r \"project: ...\" names {path}, which is {(File.Exists(path) ? "no project file" : Directory.Exists(path) ? "a folder" : "not there")}. "
                + "Give the path of a .csproj or .fsproj file relative to the notebook's folder.");
        }
        try
        {
            var record = ProjectRecord.PathFor(path, options.CacheDirectory);
            if (ProjectRecord.TryRead(record) is { } known && known.IsCurrent() && TryDescribe(path, known) is { } unchanged)
                return unchanged;

            var started = DateTime.UtcNow;
            var built = await BuildAsync(path, framework: null, cancellationToken).ConfigureAwait(false);
            var project = TryDescribe(path, built) ?? throw new CellException(ErrorName,
                $"The project {path} was built, and its assembly {built.Assembly} or its {built.AssetsFile} is missing. Run dotnet build on it to see why.");
            built.Keep(record, project, started);
            return project;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CellException(ErrorName, $"The project {path} could not be built or read: {exception.Message}");
        }
    }

    private async Task<ProjectRecord> BuildAsync(string path, string? framework, CancellationToken cancellationToken)
    {
        options.Progress?.Invoke($"Building {Path.GetFileName(path)}");
        var command = DotnetCommand.Find() ?? throw new CellException(ErrorName,
            "Projects are built with the .NET SDK, and none was found beside this .NET, in DOTNET_ROOT or on PATH. "
            + $"Install the .NET {Environment.Version.Major} SDK.");
        Directory.CreateDirectory(options.CacheDirectory);
        var answer = Path.Combine(options.CacheDirectory, $"build-{Guid.NewGuid():N}.json");
        try
        {
            // Processes that stay behind would hold the project's files and the output of this one.
            var (exitCode, output) = await DotnetCommand.RunAsync(command, Path.GetDirectoryName(path)!,
            [
                "build", path, "-t:Build", "-nologo", "-v:q", "-nodeReuse:false", "-p:UseSharedCompilation=false",
                .. framework is null ? Array.Empty<string>() : [$"-f:{framework}"],
                .. Properties.Select(property => $"-getProperty:{property}"), $"-getResultOutputFile:{answer}",
            ], cancellationToken).ConfigureAwait(false);
            if (exitCode != 0)
                throw Failure(path, output);
            var properties = JsonDocument.Parse(File.ReadAllBytes(answer)).RootElement.GetProperty("Properties")
                .EnumerateObject().ToDictionary(property => property.Name, property => property.Value.GetString() ?? "");
            if (properties["TargetPath"].Length == 0 || properties["TargetFramework"].Length == 0)
                return await BuildAsync(path, Best(path, properties["TargetFrameworks"]), cancellationToken).ConfigureAwait(false);
            CheckFramework(path, properties);
            return new ProjectRecord
            {
                Assembly = properties["TargetPath"],
                Framework = properties["TargetFramework"],
                AssetsFile = properties["ProjectAssetsFile"],
                DependencyFile = properties["ProjectDepsFilePath"],
            };
        }
        finally
        {
            File.Delete(answer);
        }
    }

    /// <summary>Of the frameworks that a project is built for, the newest that this .NET can run.</summary>
    private static string Best(string path, string frameworks)
    {
        var names = frameworks.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return names
            .Select(name => (Name: name, Match: NetFramework().Match(name)))
            .Where(item => item.Match.Success && Version.Parse(item.Match.Groups["version"].Value) <= new Version(Environment.Version.Major, Environment.Version.Minor))
            .OrderBy(item => (item.Match.Groups["kind"].Value != "netstandard", Version.Parse(item.Match.Groups["version"].Value)))
            .Select(item => item.Name)
            .LastOrDefault() ?? throw Unsuitable(path, frameworks);
    }

    private static void CheckFramework(string path, Dictionary<string, string> properties)
    {
        var version = Version.TryParse(properties["TargetFrameworkVersion"].TrimStart('v'), out var parsed) ? parsed : new Version();
        var isSuitable = properties["TargetFrameworkIdentifier"] == ".NETStandard"
            || (properties["TargetFrameworkIdentifier"] == ".NETCoreApp" && version <= new Version(Environment.Version.Major, Environment.Version.Minor));
        if (!isSuitable)
            throw Unsuitable(path, properties["TargetFramework"]);
    }

    private static CellException Unsuitable(string path, string frameworks) => new(ErrorName,
        $"The project {path} is built for {frameworks}, which .NET {Environment.Version.Major} cannot run. "
        + $"Add net{Environment.Version.Major}.{Environment.Version.Minor} to its TargetFrameworks, or netstandard2.0.");

    private static BuiltProject? TryDescribe(string path, ProjectRecord record)
    {
        if (!File.Exists(record.Assembly) || !File.Exists(record.AssetsFile))
            return null;
        var assets = AssetsFile.Read(record.AssetsFile, RuntimeIdentifiers.Current, record.Framework);
        return assets.Packages.All(package => package.IsComplete())
            ? new BuiltProject(path, record.Assemblies(), assets.Packages, assets.Frameworks)
            : null;
    }

    private static CellException Failure(string path, string output)
    {
        var folder = Path.GetDirectoryName(path)! + Path.DirectorySeparatorChar;
        var lines = output.Split('\n').Select(line => ProjectOfLine().Replace(line.Trim(), "").Replace(folder, "", StringComparison.Ordinal)).ToList();
        var errors = lines.Where(line => ErrorLine().IsMatch(line)).Distinct().ToList();
        if (errors.Count == 0)
            errors = [.. lines.Where(line => line.Length > 0).TakeLast(MostErrors)];
        return new CellException(ErrorName, string.Join("\n",
        [
            $"The project {path} could not be built.",
            .. errors.Take(MostErrors),
            .. errors.Count > MostErrors ? [$"... and {errors.Count - MostErrors} more errors"] : Array.Empty<string>(),
            "Correct the project and run the cell again. The session goes on without it.",
        ]));
    }

    [GeneratedRegex(@"^(?<kind>net|netcoreapp|netstandard)(?<version>\d+\.\d+)$")]
    private static partial Regex NetFramework();

    [GeneratedRegex(@"\s*\[[^\]]+proj(::[^\]]*)?\]$")]
    private static partial Regex ProjectOfLine();

    [GeneratedRegex(@"\berror\b[^:]*:")]
    private static partial Regex ErrorLine();
}
