using System.Runtime.InteropServices;

namespace Atelier.Tool;

/// <summary>How to start this tool again.</summary>
internal static class ToolProgram
{
    /// <summary>The program and its first arguments: the tool's own program, or else <c>dotnet</c> with the tool's assembly.</summary>
    public static IReadOnlyList<string> Command => Choose(Environment.ProcessPath, typeof(ToolProgram).Assembly.Location, RuntimeEnvironment.GetRuntimeDirectory());

    internal static IReadOnlyList<string> Choose(string? process, string assembly, string runtime)
    {
        // The program's name has no extension but this one; the assembly's has a dot of its own.
        var file = Path.GetFileName(process);
        var name = file is not null && file.EndsWith(".exe", StringComparison.OrdinalIgnoreCase) ? file[..^".exe".Length] : file;
        if (process is not null && (name == "atelier" || assembly.Length == 0 || name == Path.GetFileNameWithoutExtension(assembly)))
            return [process];
        if (process is not null && name == "dotnet")
            return [process, assembly];
        // Another program has loaded the tool. The runtime lies in DOTNET/shared/FRAMEWORK/VERSION.
        var root = Path.GetFullPath(Path.Combine(runtime, "..", "..", ".."));
        var dotnet = Path.Combine(root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
        return [File.Exists(dotnet) ? dotnet : "dotnet", assembly];
    }
}
