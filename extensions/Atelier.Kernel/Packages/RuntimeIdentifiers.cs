using System.Runtime.InteropServices;

namespace Atelier.Kernel;

/// <summary>The names of platforms by which packages tell their files apart.</summary>
internal static class RuntimeIdentifiers
{
    /// <summary>This platform, in the portable form.</summary>
    public static string Current { get; } = Find();

    /// <summary>A platform and those whose files it can use too, the nearest first, as NuGet's portable graph orders them.</summary>
    public static IEnumerable<string> FallbacksOf(string identifier)
    {
        var dash = identifier.LastIndexOf('-');
        var (system, architecture) = (identifier[..dash], identifier[dash..]);
        string[] systems = system switch
        {
            "win" => ["win"],
            "linux-musl" => ["linux-musl", "linux", "unix"],
            _ => [system, "unix"],
        };
        return systems.SelectMany(name => new[] { name + architecture, name }).Append("any");
    }

    private static string Find()
    {
        var isMusl = RuntimeInformation.RuntimeIdentifier is var actual
            && (actual.Contains("musl", StringComparison.Ordinal) || actual.Contains("alpine", StringComparison.Ordinal));
        var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : isMusl ? "linux-musl" : "linux";
        return $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
    }
}
