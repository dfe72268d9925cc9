using System.Runtime.CompilerServices;

namespace Atelier.Training.Tests;

/// <summary>Some tests use torch before anything of ours, and tests run side by side.</summary>
internal static class TorchAtStart
{
    [ModuleInitializer]
    internal static void Load() => TorchRuntime.EnsureLoaded();
}
