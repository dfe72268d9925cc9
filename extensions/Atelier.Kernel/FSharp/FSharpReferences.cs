using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Atelier.Kernel;

/// <summary>The files that the F# compiler is given for a notebook's assemblies.</summary>
/// <remarks>
/// The assemblies that F# cells are compiled to are loaded by the compiler, in a way that prefers the process's own assemblies to those
/// of the notebook. So where the process has one of the same name, the compiler sees a copy under a version that nobody has: the process's
/// does not satisfy it, and the session is asked for the notebook's.
/// </remarks>
internal sealed class FSharpReferences : IDisposable
{
    private const ushort NobodysVersion = 65534;

    private static readonly Lazy<HashSet<string>> OfProcess = new(() =>
        new HashSet<string>(
            (AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "").Split(Path.PathSeparator).Select(path => Path.GetFileNameWithoutExtension(path)),
            StringComparer.OrdinalIgnoreCase));

    private DirectoryInfo? _folder;

    /// <summary>The file for an assembly of the notebook.</summary>
    public string For(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        return OfProcess.Value.Contains(name) && !HostAssemblies.Contains(name) && !FrameworkAssemblies.Paths.ContainsKey(name) && !FrameworkAssemblies.IsTrusted(path)
            ? Write(name, UnderNobodysVersion(File.ReadAllBytes(path)))
            : path;
    }

    /// <summary>Makes a file of an assembly that is in memory only.</summary>
    public string Write(string name, byte[] image)
    {
        _folder ??= Directory.CreateTempSubdirectory("atelier-fsharp-");
        var path = Path.Combine(_folder.FullName, name + ".dll");
        File.WriteAllBytes(path, image);
        return path;
    }

    public void Dispose() => _folder?.Delete(recursive: true);

    private static byte[] UnderNobodysVersion(byte[] image)
    {
        using var file = new PEReader(new MemoryStream(image));
        var metadata = file.GetMetadataReader();
        // The row begins with the hash algorithm's four bytes; then come the version's four numbers.
        var row = file.PEHeaders.MetadataStartOffset + metadata.GetTableMetadataOffset(TableIndex.Assembly) + sizeof(int);
        BitConverter.TryWriteBytes(image.AsSpan(row), NobodysVersion);
        image.AsSpan(row + sizeof(ushort), 3 * sizeof(ushort)).Clear();
        return image;
    }
}
