using System.Text.Json;

namespace Atelier.Kernel;

/// <summary>Reads <c>project.assets.json</c>, the answer of a package restore.</summary>
internal sealed class AssetsFile
{
    private const string ExtensionFolder = "interactive-extensions/dotnet/";

    private AssetsFile(IReadOnlyList<ResolvedPackage> packages, IReadOnlyList<RestoreMessage> messages, IReadOnlyList<string> sources)
    {
        Packages = packages;
        Messages = messages;
        Sources = sources;
    }

    /// <summary>The packages of the graph.</summary>
    public IReadOnlyList<ResolvedPackage> Packages { get; }

    /// <summary>The errors and warnings of the restore.</summary>
    public IReadOnlyList<RestoreMessage> Messages { get; }

    /// <summary>The feeds that were asked.</summary>
    public IReadOnlyList<string> Sources { get; }

    /// <summary>Reads the file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="runtimeIdentifier">The platform whose files are wanted.</param>
    /// <exception cref="JsonException">The file is no JSON.</exception>
    /// <exception cref="KeyNotFoundException">The file is not an assets file.</exception>
    public static AssetsFile Read(string path, string runtimeIdentifier)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        var root = document.RootElement;
        var folders = Names(root, "packageFolders").ToList();
        var libraries = root.GetProperty("libraries");
        var target = root.GetProperty("targets").EnumerateObject()
            .FirstOrDefault(target => target.Name.EndsWith("/" + runtimeIdentifier, StringComparison.Ordinal)).Value;
        var packages = target.ValueKind != JsonValueKind.Object ? [] : target.EnumerateObject()
            .Where(entry => entry.Value.GetProperty("type").GetString() == "package")
            .Select(entry => Package(entry.Name, entry.Value, libraries.GetProperty(entry.Name), folders))
            .ToList();
        var messages = !root.TryGetProperty("logs", out var logs) ? [] : logs.EnumerateArray()
            .Select(log => new RestoreMessage(Text(log, "code"), Text(log, "level"), Text(log, "message"), Text(log, "libraryId")))
            .ToList();
        return new AssetsFile(packages, messages, [.. Names(root.GetProperty("project").GetProperty("restore"), "sources")]);
    }

    private static ResolvedPackage Package(string name, JsonElement assets, JsonElement library, List<string> folders)
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
            Files(folder, Names(assets, "runtime")),
            Files(folder, Names(assets, "native")),
            assets.TryGetProperty("frameworkReferences", out var frameworks)
                ? [.. frameworks.EnumerateArray().Select(item => item.GetString()!)]
                : [],
            Files(folder, extensions));
    }

    /// <summary>Full paths, without the empty <c>_._</c> that stands for "nothing is needed here".</summary>
    private static IReadOnlyList<string> Files(string folder, IEnumerable<string> names) =>
        [.. names.Where(name => !name.EndsWith("_._", StringComparison.Ordinal)).Select(name => Path.GetFullPath(Path.Combine(folder, name)))];

    private static IEnumerable<string> Names(JsonElement parent, string property) =>
        parent.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.Object
            ? value.EnumerateObject().Select(entry => entry.Name)
            : [];

    private static string Text(JsonElement parent, string property) =>
        parent.TryGetProperty(property, out var value) ? value.GetString() ?? "" : "";
}
