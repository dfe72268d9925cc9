using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis;

namespace Atelier.Kernel;

/// <summary>Makes compiler references to assembly files.</summary>
internal static class AssemblyReference
{
    /// <summary>Reads an assembly's metadata.</summary>
    /// <remarks>
    /// The compiler's own way reads the whole file, compiled code included, which for the framework is some 60 MB more. The file
    /// is closed again, so that it can be built anew while the session runs.
    /// </remarks>
    public static MetadataReference Create(string path)
    {
        var module = ModuleMetadata.CreateFromStream(File.OpenRead(path), PEStreamOptions.PrefetchMetadata);
        return AssemblyMetadata.Create(module).GetReference(filePath: path, display: path);
    }
}
