namespace Atelier.Tool;

/// <summary>A kernel as Jupyter front ends offer it.</summary>
/// <param name="Name">The name that notebooks keep, and the folder of the spec.</param>
/// <param name="DisplayName">What people choose.</param>
/// <param name="Title">The language as front ends name it.</param>
/// <param name="Language">The language of its cells, as <c>kernel start</c> takes it.</param>
/// <param name="IsCompatible">Whether it takes the place of a kernel of .NET Interactive.</param>
internal sealed record KernelSpec(string Name, string DisplayName, string Title, string Language, bool IsCompatible)
{
    /// <summary>The specs that the tool can install.</summary>
    public static IReadOnlyList<KernelSpec> All { get; } =
    [
        new("atelier-csharp", "C# (Atelier)", "C#", "csharp", IsCompatible: false),
        new("atelier-fsharp", "F# (Atelier)", "F#", "fsharp", IsCompatible: false),
        new(".net-csharp", ".NET (C#)", "C#", "csharp", IsCompatible: true),
        new(".net-fsharp", ".NET (F#)", "F#", "fsharp", IsCompatible: true),
    ];
}
