using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;

namespace Atelier.Kernel;

/// <summary>Holds the assemblies of one session: its cells and the packages and files that they reference.</summary>
/// <remarks>
/// The framework and what <see cref="HostAssemblies"/> names come from the process. Everything else comes from the session, even
/// where the process has an assembly of that name: the notebook says which version it wants.
/// </remarks>
internal sealed class NotebookLoadContext() : AssemblyLoadContext("Notebook")
{
    private readonly ConcurrentDictionary<string, Assembly> _cells = new();
    private readonly ConcurrentDictionary<string, MemoryStream> _images = new();
    private readonly ConcurrentDictionary<string, Assembly> _libraries = new();
    private readonly ConcurrentDictionary<string, string> _files = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, byte> _folders = new();
    private readonly NativeLibraries _nativeLibraries = new();

    /// <summary>Loads a compiled cell, which later cells refer to by its assembly name.</summary>
    public Assembly LoadCell(SubmissionImage image)
    {
        var assembly = LoadFromStream(image.Assembly, image.Symbols);
        _cells[assembly.GetName().Name!] = assembly;
        _images[assembly.FullName!] = image.Assembly;
        return assembly;
    }

    /// <summary>The image of a compiled cell or library, for compilers that read the types in it; null for other assemblies.</summary>
    public MemoryStream? FindImage(string fullName) => _images.GetValueOrDefault(fullName);

    /// <summary>The library of that full name; null when there is none.</summary>
    public Assembly? FindLibrary(string fullName) => _libraries.GetValueOrDefault(fullName);

    /// <summary>Loads a library that was compiled from a cell.</summary>
    /// <returns>What the compiler refers to it by.</returns>
    public MetadataReference LoadLibrary(LibraryImage image)
    {
        // A context holds one version of an assembly; the later ones that a library gets live in contexts beside this one.
        AssemblyLoadContext context = image.Version.Major == 1 ? this : new LaterVersion(this);
        var assembly = context.LoadFromStream(image.Assembly, image.Symbols);
        _libraries[assembly.FullName!] = assembly;
        _images[assembly.FullName!] = image.Assembly;
        return MetadataReference.CreateFromImage(image.Assembly.ToArray());
    }

    /// <summary>Makes an assembly file loadable, in place of an earlier one of that name.</summary>
    public void AddAssembly(string path) => _files[Path.GetFileNameWithoutExtension(path)] = path;

    /// <summary>Makes the assemblies beside a file loadable, as far as nothing else has their names.</summary>
    public void AddFolder(string folder) => _folders[folder] = 0;

    /// <summary>Makes native libraries loadable; they are loaded when they are first called.</summary>
    public void AddNativeLibraries(IEnumerable<string> paths) => _nativeLibraries.Add(paths);

    /// <summary>The assembly of that simple name, if the session has loaded one.</summary>
    public Assembly? FindLoaded(string name) =>
        Assemblies.FirstOrDefault(assembly => string.Equals(assembly.GetName().Name, name, StringComparison.OrdinalIgnoreCase));

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var name = assemblyName.Name ?? "";
        if (_cells.TryGetValue(name, out var cell))
            return cell;
        if (_libraries.TryGetValue(assemblyName.FullName, out var library))
            return library;
        if (HostAssemblies.Contains(name))
            return null;
        if (CompatibilityFacade.StandsFor(name))
            return FindLoaded(name) ?? LoadFromStream(CompatibilityFacade.Create(name));
        if (assemblyName.CultureName is { Length: > 0 } culture)
            return LoadSatellite(name, culture);
        // A context holds one assembly of a name: whoever asks for a newer one than is loaded gets the loaded one.
        if (FindLoaded(name) is { } loaded)
            return loaded;
        if (_files.TryGetValue(name, out var path))
            return LoadFromAssemblyPath(path);
        if (FrameworkAssemblies.Paths.ContainsKey(name))
            return null;
        var beside = _folders.Keys.Select(folder => Path.Combine(folder, name + ".dll")).FirstOrDefault(File.Exists);
        return beside is null ? null : LoadFromAssemblyPath(beside);
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName) => _nativeLibraries.Load(unmanagedDllName);

    private Assembly? LoadSatellite(string name, string culture)
    {
        var main = name.EndsWith(".resources", StringComparison.Ordinal) ? name[..^".resources".Length] : name;
        if (!_files.TryGetValue(main, out var path))
            return null;
        var satellite = Path.Combine(Path.GetDirectoryName(path)!, culture, name + ".dll");
        return File.Exists(satellite) ? LoadFromAssemblyPath(satellite) : null;
    }

    private sealed class LaterVersion(NotebookLoadContext notebook) : AssemblyLoadContext("Notebook library")
    {
        protected override Assembly? Load(AssemblyName assemblyName) => notebook.LoadFromAssemblyName(assemblyName);
    }
}
