using System.Collections.Concurrent;

namespace Atelier.Kernel;

/// <summary>Finds the documentation of assemblies: beside their files, and for .NET's own in its reference packs where these are installed.</summary>
internal static class DocumentationFiles
{
    private static readonly ConcurrentDictionary<string, Lazy<DocumentationFile>> Files = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, IReadOnlyList<string>> Packs = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<(string Pack, string Type), string> Owners = new();

    /// <summary>Where most of the types are that live in the framework's core library.</summary>
    private static readonly string[] First = ["System.Runtime", "System.Collections", "System.Threading", "System.Memory", "System.Runtime.InteropServices"];

    /// <summary>The XML element that documents a symbol; null when there is none.</summary>
    /// <param name="assembly">The path of the assembly that holds the symbol.</param>
    /// <param name="id">The symbol's documentation id.</param>
    public static string? Find(string assembly, string id)
    {
        var beside = Path.ChangeExtension(assembly, ".xml");
        if (File.Exists(beside))
            return Open(beside).Find(id);
        var pack = Packs.GetOrAdd(Path.GetDirectoryName(assembly)!, FindPack);
        if (pack.Count == 0)
            return null;
        var name = Path.GetFileNameWithoutExtension(assembly);
        if (pack.FirstOrDefault(path => Path.GetFileNameWithoutExtension(path) == name) is { } own && Open(own).Find(id) is { } found)
            return found;
        // What a public assembly only forwards is documented there: the file that has the type has its members.
        var owner = Owners.GetOrAdd((Path.GetDirectoryName(pack[0])!, TypeOf(id)), key => FindOwner(pack, key.Type));
        return owner.Length == 0 ? null : Open(owner).Find(id);
    }

    private static string FindOwner(IReadOnlyList<string> pack, string type) => pack
        .OrderBy(path => Array.IndexOf(First, Path.GetFileNameWithoutExtension(path)) is var place && place < 0 ? First.Length : place)
        .FirstOrDefault(path => Open(path).Contains(type)) ?? "";

    private static DocumentationFile Open(string path) => Files.GetOrAdd(path, key => new(() => DocumentationFile.Open(key))).Value;

    /// <summary>The id of the type that a symbol is or belongs to: <c>T:System.Console</c> for <c>M:System.Console.Write(System.String)</c>.</summary>
    private static string TypeOf(string id)
    {
        if (id.StartsWith("T:", StringComparison.Ordinal) || id.Length < 2)
            return id;
        var bracket = id.IndexOf('(', StringComparison.Ordinal);
        var name = bracket < 0 ? id : id[..bracket];
        var dot = name.LastIndexOf('.');
        return "T:" + (dot < 2 ? name[2..] : name[2..dot]);
    }

    /// <summary>For <c>ROOT/shared/NAME/10.0.1</c> the files of <c>ROOT/packs/NAME.Ref/10.0.x/ref/net10.0</c>, x being the highest there is.</summary>
    private static IReadOnlyList<string> FindPack(string folder)
    {
        var framework = Path.GetDirectoryName(folder);
        var shared = Path.GetDirectoryName(framework);
        if (Path.GetFileName(shared) != "shared" || !Version.TryParse(Path.GetFileName(folder).Split('-')[0], out var version))
            return [];
        var packs = Path.Combine(Path.GetDirectoryName(shared)!, "packs", Path.GetFileName(framework) + ".Ref");
        if (!Directory.Exists(packs))
            return [];
        var found = Directory.EnumerateDirectories(packs)
            .Select(path => (Path: path, Version: Version.TryParse(Path.GetFileName(path).Split('-')[0], out var pack) ? pack : new Version(0, 0)))
            .Where(pack => pack.Version.Major == version.Major)
            .OrderByDescending(pack => pack.Version)
            .Select(pack => Path.Combine(pack.Path, "ref", $"net{version.Major}.{version.Minor}"))
            .FirstOrDefault(Directory.Exists);
        return found is null ? [] : [.. Directory.EnumerateFiles(found, "*.xml").Order(StringComparer.Ordinal)];
    }
}
