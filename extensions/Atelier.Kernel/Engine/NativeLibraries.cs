using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Atelier.Kernel;

/// <summary>The native libraries of a session's packages.</summary>
internal sealed class NativeLibraries
{
    private readonly ConcurrentDictionary<string, string> _paths =
        new(OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);

    /// <summary>Adds libraries by their full paths. Of two with the same name the later one counts.</summary>
    public void Add(IEnumerable<string> paths)
    {
        foreach (var path in paths)
            _paths[Path.GetFileName(path)] = path;
    }

    /// <summary>Loads a library by the name that managed code gives it; zero when no package has it.</summary>
    /// <exception cref="DllNotFoundException">A package has the library, and the system cannot load it.</exception>
    public nint Load(string name)
    {
        var path = Candidates(name).Select(candidate => _paths.GetValueOrDefault(candidate)).FirstOrDefault(candidate => candidate is not null);
        if (path is null)
            return 0;
        var isLoaded = FindLoaded(Path.GetFileName(path), out var handle);
        return isLoaded ? handle : Load(path, []);
    }

    /// <summary>Finds a library of that file name that the process has loaded, from wherever.</summary>
    /// <remarks>
    /// A package may have loaded a copy made for this system, or from a folder of the user's choice. A second one beside it would
    /// double its global state, which ends the process with some libraries.
    /// </remarks>
    private static bool FindLoaded(string file, out nint handle)
    {
        using var process = Process.GetCurrentProcess();
        var paths = process.Modules.Cast<ProcessModule>().Select(module => module.FileName);
        if (paths.FirstOrDefault(path => Path.GetFileName(path) is var name && (name == file || name == $"{file} (deleted)")) is not { } loaded)
        {
            handle = 0;
            return false;
        }
        // By its bare name where its file is gone already.
        return NativeLibrary.TryLoad(loaded, out handle) || NativeLibrary.TryLoad(file, out handle);
    }

    /// <remarks>
    /// A library may need another one that lies in its own folder or in another package, where the system's loader does not look.
    /// The loader's message names what it misses: when a package has that, it is loaded first, for good.
    /// </remarks>
    private nint Load(string path, HashSet<string> attempted)
    {
        attempted.Add(path);
        while (true)
        {
            try
            {
                return NativeLibrary.Load(path);
            }
            catch (DllNotFoundException exception) when (FindMissing(path, exception.Message, attempted) is { } missing)
            {
                Load(missing, attempted);
            }
        }
    }

    private string? FindMissing(string path, string message, HashSet<string> attempted)
    {
        var open = _paths.Where(entry => !attempted.Contains(entry.Value));
        return OperatingSystem.IsWindows()
            // There the message names nothing; its loader asks for neighbours by name once they are loaded.
            ? open.Select(entry => entry.Value).FirstOrDefault(candidate => Path.GetDirectoryName(candidate) == Path.GetDirectoryName(path))
            : open.Where(entry => message.Contains(entry.Key, StringComparison.Ordinal)).Select(entry => entry.Value).FirstOrDefault();
    }

    private static IEnumerable<string> Candidates(string name)
    {
        var file = Path.GetFileName(name);
        var extension = OperatingSystem.IsWindows() ? ".dll" : OperatingSystem.IsMacOS() ? ".dylib" : ".so";
        return [file, file + extension, $"lib{file}{extension}", $"lib{file}"];
    }
}
