using System.Text.Json;

namespace Atelier.Kernel;

/// <summary>Reads <c>project.assets.json</c>, the answer of a package restore.</summary>
/// <remarks>
/// A restore for one platform has chosen each package's files. A project is mostly restored for all of them; then the file lists what
/// each platform takes in place of the common files, and the choice is made here.
/// </remarks>
internal sealed class AssetsFile
{
    private const string ExtensionFolder = "interactive-extensions/dotnet/";

    private AssetsFile()
    {
    }

    /// <summary>The packages of the graph, each after those that it depends on: its notebook extension runs after theirs and has the last word.</summary>
    public IReadOnlyList<ResolvedPackage> Packages { get; private init; } = [];

    /// <summary>The errors and warnings of the restore.</summary>
    public IReadOnlyList<RestoreMessage> Messages { get; private init; } = [];

    /// <summary>The feeds that were asked.</summary>
    public IReadOnlyList<string> Sources { get; private init; } = [];

    /// <summary>The project files of the projects that the restored one references, directly or not; relative to it.</summary>
    public IReadOnlyList<string> Projects { get; private init; } = [];

    /// <summary>The shared frameworks that the project and those it references name.</summary>
    public IReadOnlyList<string> Frameworks { get; private init; } = [];

    /// <summary>Reads the file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="runtimeIdentifier">The platform whose files are wanted.</param>
    /// <param name="framework">The target framework of a project that was restored for no platform; null where it was for the one.</param>
    /// <exception cref="JsonException">The file is no JSON.</exception>
    /// <exception cref="KeyNotFoundException">The file is not an assets file.</exception>
    public static AssetsFile Read(string path, string runtimeIdentifier, string? framework = null)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        var root = document.RootElement;
        var folders = Names(root, "packageFolders").ToList();
        var libraries = root.GetProperty("libraries");
        var target = Target(root.GetProperty("targets"), runtimeIdentifier, framework);
        var restore = root.GetProperty("project").GetProperty("restore");
        var logs = root.TryGetProperty("logs", out var logged) ? logged.EnumerateArray().ToList() : [];
        return new AssetsFile
        {
            Packages = [.. DependenciesFirst(target)
                .Where(entry => entry.Value.GetProperty("type").GetString() == "package")
                .Select(entry => Package(entry.Name, entry.Value, libraries.GetProperty(entry.Name), folders, runtimeIdentifier))],
            Messages = [.. logs.Select(log => new RestoreMessage(Text(log, "code"), Text(log, "level"), Text(log, "message"), Text(log, "libraryId")))],
            Sources = [.. Names(restore, "sources")],
            Projects = [.. target
                .Where(entry => entry.Value.GetProperty("type").GetString() == "project")
                .Select(entry => Text(libraries.GetProperty(entry.Name), "msbuildProject"))],
            Frameworks = [.. target
                .Where(entry => entry.Value.GetProperty("type").GetString() == "project")
                .SelectMany(entry => Strings(entry.Value, "frameworkReferences"))
                .Concat(root.GetProperty("project").GetProperty("frameworks").EnumerateObject()
                    .Where(entry => framework is not null && entry.Name == framework)
                    .SelectMany(entry => Names(entry.Value, "frameworkReferences")))
                .Distinct()],
        };
    }

    private static List<JsonProperty> Target(JsonElement targets, string runtimeIdentifier, string? framework)
    {
        var all = targets.EnumerateObject().ToList();
        var forPlatform = all.Where(target => target.Name.EndsWith("/" + runtimeIdentifier, StringComparison.Ordinal));
        var chosen = framework is null
            ? forPlatform
            : forPlatform.Where(target => target.Name.StartsWith(framework + "/", StringComparison.Ordinal))
                .Concat(all.Where(target => target.Name == framework))
                .Concat(all.Where(target => !target.Name.Contains('/', StringComparison.Ordinal)));
        return chosen.FirstOrDefault().Value is { ValueKind: JsonValueKind.Object } value ? [.. value.EnumerateObject()] : [];
    }

    private static List<JsonProperty> DependenciesFirst(List<JsonProperty> target)
    {
        var byId = target.ToDictionary(entry => entry.Name.Split('/')[0], StringComparer.OrdinalIgnoreCase);
        var ordered = new List<JsonProperty>();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var id in byId.Keys)
            Visit(id);
        return ordered;

        void Visit(string id)
        {
            if (!byId.TryGetValue(id, out var entry) || !seen.Add(id))
                return;
            foreach (var dependency in Names(entry.Value, "dependencies"))
                Visit(dependency);
            ordered.Add(entry);
        }
    }

    private static ResolvedPackage Package(string name, JsonElement assets, JsonElement library, List<string> folders, string runtimeIdentifier)
    {
        var (id, version) = (name.Split('/')[0], name.Split('/')[1]);
        var relative = library.GetProperty("path").GetString()!;
        var folder = folders.Select(root => Path.Combine(root, relative)).FirstOrDefault(Directory.Exists)
            ?? Path.Combine(folders[0], relative);
        var extensions = library.GetProperty("files").EnumerateArray()
            .Select(file => file.GetString()!)
            .Where(file => file.StartsWith(ExtensionFolder, StringComparison.OrdinalIgnoreCase));
        return new ResolvedPackage(
            id,
            version,
            folder,
            Files(folder, Names(assets, "compile")),
            Files(folder, PlatformFiles(assets, "runtime", runtimeIdentifier) ?? Names(assets, "runtime")),
            Files(folder, Names(assets, "native").Concat(PlatformFiles(assets, "native", runtimeIdentifier) ?? [])),
            [.. Strings(assets, "frameworkReferences")],
            Files(folder, extensions));
    }

    /// <summary>The files of the platform that is nearest to the wanted one; null when the package tells none apart.</summary>
    private static IEnumerable<string>? PlatformFiles(JsonElement assets, string kind, string runtimeIdentifier)
    {
        if (!assets.TryGetProperty("runtimeTargets", out var targets))
            return null;
        var files = targets.EnumerateObject().Where(file => Text(file.Value, "assetType") == kind).ToLookup(file => Text(file.Value, "rid"), file => file.Name);
        return RuntimeIdentifiers.FallbacksOf(runtimeIdentifier).Where(files.Contains).Select(platform => files[platform]).FirstOrDefault();
    }

    /// <summary>Full paths, without the empty <c>_._</c> that stands for "nothing is needed here".</summary>
    private static IReadOnlyList<string> Files(string folder, IEnumerable<string> names) =>
        [.. names.Where(name => !name.EndsWith("_._", StringComparison.Ordinal)).Select(name => Path.GetFullPath(Path.Combine(folder, name)))];

    private static IEnumerable<string> Names(JsonElement parent, string property) =>
        parent.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.Object
            ? value.EnumerateObject().Select(entry => entry.Name)
            : [];

    private static IEnumerable<string> Strings(JsonElement parent, string property) =>
        parent.TryGetProperty(property, out var value) ? value.EnumerateArray().Select(item => item.GetString()!) : [];

    private static string Text(JsonElement parent, string property) =>
        parent.TryGetProperty(property, out var value) ? value.GetString() ?? "" : "";
}
