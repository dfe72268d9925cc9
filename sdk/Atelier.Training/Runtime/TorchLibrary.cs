using System.Diagnostics;

namespace Atelier.Training;

/// <summary>The library of libtorch that holds its operations on the processor.</summary>
internal static class TorchLibrary
{
    /// <summary>The file that this process has loaded; null where it has none under a known name.</summary>
    public static string? FindLoaded()
    {
        TorchRuntime.EnsureLoaded();
        using var process = Process.GetCurrentProcess();
        return process.Modules.Cast<ProcessModule>()
            .FirstOrDefault(module => module.ModuleName is "libtorch_cpu.so" or "libtorch_cpu.dylib" or "torch_cpu.dll")?.FileName;
    }
}
