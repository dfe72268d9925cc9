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
    /// <summary>F#'s library, of which F# cells and the packages written in F# share the kernel's copy.</summary>
    public const string FSharpCore = "FSharp.Core";

    private const string Markup = "Microsoft.AspNetCore.Html.Abstractions";

    private static readonly Lazy<string> LazyFSharpCore = new(() => Path.Combine(Path.GetDirectoryName(typeof(HostAssemblies).Assembly.Location)!, FSharpCore + ".dll"));

    /// <summary>Where <see cref="FSharpCore"/> lies.</summary>
    /// <remarks>Neither loaded nor referenced before a notebook needs it.</remarks>
    public static string FSharpCorePath => LazyFSharpCore.Value;

    /// <summary>The simple names and paths of those that every cell can use.</summary>
    public static IReadOnlyDictionary<string, string> ByName { get; } =
        new[] { typeof(HostAssemblies).Assembly, typeof(Formatter).Assembly, Assembly.Load(new AssemblyName(Markup)) }
            .ToDictionary(assembly => assembly.GetName().Name!, assembly => assembly.Location, StringComparer.OrdinalIgnoreCase);

    /// <summary>The paths of those that every cell can use.</summary>
    public static IEnumerable<string> Paths => ByName.Values;

    /// <summary>Whether an assembly comes from the process even where a package brings one of that name.</summary>
    public static bool Contains(string name) => ByName.ContainsKey(name) || name.Equals(FSharpCore, StringComparison.OrdinalIgnoreCase);
}
