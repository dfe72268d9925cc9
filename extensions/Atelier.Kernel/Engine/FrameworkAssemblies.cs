using System.Collections.Frozen;
using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis;

namespace Atelier.Kernel;

/// <summary>The assemblies of .NET that this process runs on.</summary>
internal static class FrameworkAssemblies
{
    private static readonly Lazy<FrozenDictionary<string, string>> _paths = new(FindPaths);
    private static readonly Lazy<IReadOnlyList<MetadataReference>> _references = new(() =>
        [.. _paths.Value.Values.Where(IsManaged).Concat(HostAssemblies.Paths).Select(path => MetadataReference.CreateFromFile(path))]);

    /// <summary>Simple name to path.</summary>
    public static FrozenDictionary<string, string> Paths => _paths.Value;

    /// <summary>The framework's assemblies and those that the kernel shares with its notebooks.</summary>
    /// <remarks>One immutable list for all sessions of the process: each reference holds the metadata of its file.</remarks>
    public static IReadOnlyList<MetadataReference> References => _references.Value;

    private static FrozenDictionary<string, string> FindPaths()
    {
        var folder = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        return Directory.EnumerateFiles(folder, "*.dll").ToFrozenDictionary(path => Path.GetFileNameWithoutExtension(path), StringComparer.OrdinalIgnoreCase);
    }

    private static bool IsManaged(string path)
    {
        using var reader = new PEReader(File.OpenRead(path));
        return reader.HasMetadata;
    }
}
