using System.Collections.Frozen;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Atelier.Kernel;

/// <summary>Makes assemblies in the place of .NET Interactive's own, which lead compiled extensions to the kernel's types of those names.</summary>
internal static class CompatibilityFacade
{
    private const string Original = "Microsoft.DotNet.Interactive";

    private static readonly Lazy<FrozenDictionary<string, Type>> OwnTypes = new(() => typeof(CompatibilityFacade).Assembly.GetExportedTypes()
        .Where(type => !type.IsNested && type.Namespace?.StartsWith(Original, StringComparison.Ordinal) == true)
        .ToFrozenDictionary(type => type.FullName!, StringComparer.Ordinal));

    /// <summary>Whether an assembly of that name is one of the original's for which the kernel stands.</summary>
    public static bool StandsFor(string name) => name is Original or $"{Original}.CSharp" or $"{Original}.FSharp";

    /// <summary>Makes an assembly of that name which refers each type on to the kernel.</summary>
    public static MemoryStream Create(string name)
    {
        var forwards = OwnTypes.Value.Values.Select(type => $"[assembly: System.Runtime.CompilerServices.TypeForwardedTo(typeof(global::{Name(type)}))]");
        // The version that the original's assemblies have had throughout.
        var source = $"[assembly: System.Reflection.AssemblyVersion(\"1.0.0.0\")]\n{string.Join('\n', forwards)}";
        var compilation = CSharpCompilation.Create(
            name, [CSharpSyntaxTree.ParseText(source)], FrameworkAssemblies.References, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var image = new MemoryStream();
        var result = compilation.Emit(image);
        if (!result.Success)
            throw new InvalidOperationException($"The assembly {name} could not be made: {result.Diagnostics[0]}");
        image.Position = 0;
        return image;
    }

    /// <summary>True for a file that declares a type which the kernel has under the same name: cells that name the type could not be compiled.</summary>
    public static bool Doubles(string path)
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
            .Where(type => (type.Attributes & TypeAttributes.VisibilityMask) == TypeAttributes.Public)
            .Any(type => OwnTypes.Value.ContainsKey($"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}"));
    }

    private static string Name(Type type) => type.IsGenericTypeDefinition
        ? $"{type.FullName!.Split('`')[0]}<{new string(',', type.GetGenericArguments().Length - 1)}>"
        : type.FullName!;
}
