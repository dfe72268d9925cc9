using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;

namespace Atelier.Kernel;

/// <summary>Holds the assemblies of one session: its cells and the packages and files that they reference.</summary>
internal sealed class NotebookLoadContext() : AssemblyLoadContext("Notebook")
{
    private readonly ConcurrentDictionary<string, Assembly> _cells = new();

    /// <summary>Loads a compiled cell, which later cells refer to by its assembly name.</summary>
    public Assembly LoadCell(SubmissionImage image)
    {
        var assembly = LoadFromStream(image.Assembly, image.Symbols);
        _cells[assembly.GetName().Name!] = assembly;
        return assembly;
    }

    protected override Assembly? Load(AssemblyName assemblyName) => _cells.GetValueOrDefault(assemblyName.Name ?? "");
}
