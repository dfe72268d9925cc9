using System.Collections.Frozen;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Atelier.Kernel;

/// <summary>Tells which assemblies of the original .NET Interactive the kernel stands for.</summary>
internal static class CompatibleAssemblies
{
    private const string Original = "Microsoft.DotNet.Interactive";

    private static readonly Lazy<FrozenSet<string>> OwnTypes = new(() => typeof(CompatibleAssemblies).Assembly.GetExportedTypes()
        .Where(type => type.Namespace?.StartsWith(Original, StringComparison.Ordinal) == true)
        .Select(type => type.FullName!)
        .ToFrozenSet(StringComparer.Ordinal));

    /// <summary>True for a file that declares a type which the kernel has under the same name: cells that name the type could not be compiled.</summary>
    public static bool StandsFor(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        if (!name.StartsWith(Original, StringComparison.OrdinalIgnoreCase) || HostAssemblies.ByName.ContainsKey(name))
            return false;
        if (name.Equals(Original, StringComparison.OrdinalIgnoreCase))
            return true;
        using var file = new PEReader(File.OpenRead(path));
        var metadata = file.GetMetadataReader();
        return metadata.TypeDefinitions
            .Select(metadata.GetTypeDefinition)
            .Where(type => (type.Attributes & System.Reflection.TypeAttributes.VisibilityMask) == System.Reflection.TypeAttributes.Public)
            .Any(type => OwnTypes.Value.Contains($"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}"));
    }
}
