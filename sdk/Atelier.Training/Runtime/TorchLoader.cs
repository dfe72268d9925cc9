using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Atelier.Training;

/// <summary>Loads libtorch and TorchSharp's native library in the order in which they need each other.</summary>
/// <remarks>
/// TorchSharp later asks for the library by its bare name and is given the one that is loaded already: on Linux by soname,
/// on Windows by file name, on macOS by install name. It then neither searches nor copies anything.
/// </remarks>
internal static class TorchLoader
{
    private static readonly (string Libtorch, string TorchSharp, string[] Before, string All) Names =
        OperatingSystem.IsWindows()
            ? ("torch_cpu.dll", "LibTorchSharp.dll", ["libiomp5md.dll", "c10.dll", "torch_cpu.dll", "torch.dll"], "*.dll")
        : OperatingSystem.IsMacOS()
            ? ("libtorch_cpu.dylib", "libLibTorchSharp.dylib", ["libomp.dylib", "libc10.dylib", "libtorch_cpu.dylib", "libtorch.dylib"], "*.dylib")
        : ("libtorch_cpu.so", "libLibTorchSharp.so", ["libgomp*.so*", "libc10.so", "libtorch_cpu.so", "libtorch.so"], "*.so*");

    /// <summary>Loads from the first place that has both libraries.</summary>
    /// <param name="folders">Where to look.</param>
    /// <param name="cacheRoot">Where a copy for older systems may be kept; null for nowhere.</param>
    public static TorchLoad Load(NativeFolders folders, string? cacheRoot)
    {
        // By bare name: loaded before by somebody else, or on the system's own library path.
        if (NativeLibrary.TryLoad(Names.TorchSharp, out _))
        {
            return TorchLoad.Success(LoadedPath("LibTorchSharp") ?? "the system's library path", null);
        }

        var report = new StringBuilder();
        foreach (var (libtorchFolders, torchSharpFolders) in folders.Places())
        {
            var libtorch = Find(libtorchFolders, Names.Libtorch);
            var torchSharp = Find(torchSharpFolders, Names.TorchSharp);
            if (libtorch is null || torchSharp is null)
            {
                var (missing, searched) = libtorch is null ? (Names.Libtorch, libtorchFolders) : (Names.TorchSharp, torchSharpFolders);
                report.AppendLine($"  no {missing} in {string.Join(", ", searched)}");
                continue;
            }

            try
            {
                return LoadFrom(libtorchFolders, libtorch, torchSharp, cacheRoot);
            }
            catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException or InvalidDataException
                or IOException or UnauthorizedAccessException)
            {
                report.AppendLine($"  {libtorch}: {exception.Message.Trim()}");
            }
        }

        return TorchLoad.Failure(Advice(folders, report.ToString()));
    }

    /// <summary>The message after a failure.</summary>
    internal static string Advice(NativeFolders folders, string searched)
    {
        var package = folders.Rid switch
        {
            "linux-x64" or "osx-arm64" or "win-x64" => $"Add the package libtorch-cpu-{folders.Rid} {TorchRuntime.LibTorchVersion} to the "
                + "project (in a notebook: "
                + $"#r \"nuget: libtorch-cpu-{folders.Rid}, {TorchRuntime.LibTorchVersion}\", then restart the kernel)",
            var rid => $"There is no libtorch package for {rid}; there are some for linux-x64 (glibc), osx-arm64 and win-x64",
        };
        var homebrew = OperatingSystem.IsMacOS() ? " On macOS libtorch also needs OpenMP: brew install libomp." : "";
        return $"libtorch {TorchRuntime.LibTorchVersion}, the native library under TorchSharp, was not loaded. {package}, or set "
            + $"{NativeFolders.UserVariable} to the folder of a libtorch {TorchRuntime.LibTorchVersion}.{homebrew} Searched:"
            + $"{Environment.NewLine}{searched.TrimEnd()}";
    }

    private static TorchLoad LoadFrom(IReadOnlyList<string> folders, string libtorch, string torchSharp, string? cacheRoot)
    {
        var libtorchFolder = Path.GetDirectoryName(libtorch)!;
        if (Find(folders, Names.Libtorch.Replace("cpu", "cuda")) is { } cuda && Path.GetDirectoryName(cuda) != libtorchFolder)
        {
            LoadScattered(folders);
        }

        foreach (var name in Names.Before)
        {
            foreach (var path in Directory.GetFiles(libtorchFolder, name))
            {
                NativeLibrary.Load(path);
            }
        }

        try
        {
            NativeLibrary.Load(torchSharp);
            return TorchLoad.Success(libtorch, null);
        }
        catch (DllNotFoundException failure) when (PatchedLibrary.CanHelp(failure))
        {
            return TorchLoad.Success(libtorch, PatchedLibrary.Load(torchSharp, cacheRoot));
        }
    }

    /// <summary>Loads libraries that lie in several folders, where the loader does not find what they need: again while any loads.</summary>
    private static void LoadScattered(IReadOnlyList<string> folders)
    {
        var waiting = folders.Where(Directory.Exists)
            .SelectMany(folder => Directory.GetFiles(folder, Names.All))
            .Where(path => !path.Contains("python", StringComparison.Ordinal) && !path.Contains("_test", StringComparison.Ordinal)
                && Path.GetFileName(path) != Names.TorchSharp)
            .ToList();
        while (waiting.RemoveAll(path => NativeLibrary.TryLoad(path, out _)) > 0)
        {
        }
    }

    private static string? Find(IReadOnlyList<string> folders, string name) =>
        folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    private static string? LoadedPath(string name)
    {
        using var process = Process.GetCurrentProcess();
        return process.Modules.Cast<ProcessModule>()
            .Select(module => module.FileName)
            .FirstOrDefault(path => path.Contains(name, StringComparison.Ordinal));
    }
}
