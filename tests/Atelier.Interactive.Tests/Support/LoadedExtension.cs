using Atelier.Interactive.Tests;

[assembly: AssemblyFixture(typeof(LoadedExtension))]

namespace Atelier.Interactive.Tests;

/// <summary>The extension, loaded once for all tests: the formatter table belongs to the process.</summary>
public sealed class LoadedExtension
{
    public LoadedExtension() => DisplayExtension.Load();
}
