using System.Collections.Frozen;
using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis;

namespace Atelier.Kernel;

/// <summary>The assemblies of .NET that this process runs on.</summary>
internal static class FrameworkAssemblies
{
    private static readonly string Folder = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
    private static readonly Lazy<FrozenDictionary<string, string>> LazyPaths = new(() => ByName(Directory.EnumerateFiles(Folder, "*.dll")));
    private static readonly Lazy<FrozenDictionary<string, string>> Trusted = new(() => ByName(TrustedFrameworkFiles()));
    private static readonly Lazy<IReadOnlyList<MetadataReference>> LazyReferences = new(() =>
        [.. LazyPaths.Value.Values.Where(IsManaged).Concat(HostAssemblies.Paths).Select(AssemblyReference.Create)]);

    /// <summary>Simple name to path.</summary>
    public static FrozenDictionary<string, string> Paths => LazyPaths.Value;

    /// <summary>The framework's assemblies and those that the kernel shares with its notebooks.</summary>
    /// <remarks>One immutable list for all sessions of the process: each reference holds the metadata of its file.</remarks>
    public static IReadOnlyList<MetadataReference> References => LazyReferences.Value;

    /// <summary>The file of that name in the further frameworks that this process runs on.</summary>
    public static string? FindTrusted(string name) => Trusted.Value.GetValueOrDefault(name);

    /// <summary>True for a file of a framework that this process runs on.</summary>
    public static bool IsTrusted(string path) => FindTrusted(Path.GetFileNameWithoutExtension(path)) is not null;

    /// <summary>True when the file is a .NET assembly.</summary>
    public static bool IsManaged(string path)
    {
        using var reader = new PEReader(File.OpenRead(path));
        try
        {
            return reader.HasMetadata;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }

    /// <summary>Framework files lie in SHARED/FRAMEWORK/VERSION, the application's own files do not.</summary>
    private static IEnumerable<string> TrustedFrameworkFiles()
    {
        var shared = Path.GetDirectoryName(Path.GetDirectoryName(Folder)) ?? Folder;
        return (AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(path => Path.GetDirectoryName(Path.GetDirectoryName(Path.GetDirectoryName(path))) == shared)
            .Where(path => !path.StartsWith(Folder, StringComparison.Ordinal));
    }

    private static FrozenDictionary<string, string> ByName(IEnumerable<string> paths) =>
        paths.ToFrozenDictionary(path => Path.GetFileNameWithoutExtension(path), StringComparer.OrdinalIgnoreCase);
}
