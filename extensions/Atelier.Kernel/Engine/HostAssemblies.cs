using System.Reflection;
using Microsoft.DotNet.Interactive.Formatting;

namespace Atelier.Kernel;

/// <summary>The kernel's own assemblies that notebooks and their packages use too, and of which there may be only one copy.</summary>
/// <remarks>
/// A package that registers a formatter must register it with the formatting library that the kernel asks, and the markup
/// that it returns must be of the type that this library knows.
/// </remarks>
internal static class HostAssemblies
{
    private const string Markup = "Microsoft.AspNetCore.Html.Abstractions";

    /// <summary>Their simple names and paths.</summary>
    public static IReadOnlyDictionary<string, string> ByName { get; } =
        new[] { typeof(HostAssemblies).Assembly, typeof(Formatter).Assembly, Assembly.Load(new AssemblyName(Markup)) }
            .ToDictionary(assembly => assembly.GetName().Name!, assembly => assembly.Location, StringComparer.OrdinalIgnoreCase);

    /// <summary>Their paths.</summary>
    public static IEnumerable<string> Paths => ByName.Values;
}
