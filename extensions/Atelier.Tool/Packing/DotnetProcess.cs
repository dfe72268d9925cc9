using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Atelier.Tool;

/// <summary>Runs the <c>dotnet</c> command.</summary>
internal static class DotnetProcess
{
    private const int MostLines = 40;

    /// <summary>Runs it to its end; a cancellation ends it and what it started.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="folder">The working directory.</param>
    /// <param name="onLine">Sees each line as it comes; null when nobody looks.</param>
    /// <param name="cancellationToken">Kills the process.</param>
    /// <returns>The exit code and all lines of output and error output.</returns>
    public static async Task<(int ExitCode, IReadOnlyList<string> Lines)> RunAsync(
        IEnumerable<string> arguments, string folder, Action<string>? onLine, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(FindCommand(), arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        // `dotnet run` and `dotnet test` leave variables of their own MSBuild behind, which would lead this one astray.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";

        var lines = new List<string>();
        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        try
        {
            process.Start();
        }
        catch (Win32Exception exception)
        {
            throw new PackingException(
                $"Packing needs the .NET SDK, and '{start.FileName}' cannot be started: {exception.Message}. Install the SDK, or put dotnet on PATH.");
        }
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
        return (process.ExitCode, lines);

        void Take(string? line)
        {
            if (line is null)
                return;
            lock (lines)
                lines.Add(line);
            onLine?.Invoke(line);
        }
    }

    /// <summary>A message with the errors among the lines of a failed build, or with the last lines when none is marked as one.</summary>
    public static string Failure(string what, IReadOnlyList<string> lines)
    {
        var errors = lines.Where(line => line.Contains(": error ", StringComparison.Ordinal)).Select(line => line.Trim()).Distinct().ToArray();
        var shown = errors.Length > 0 ? errors.Take(MostLines) : lines.TakeLast(MostLines);
        return $"{what}. Correct this and run again:\n  {string.Join("\n  ", shown)}";
    }

    /// <summary>The command of the installation that runs this process, when that has an SDK; else the one on <c>PATH</c>.</summary>
    private static string FindCommand()
    {
        // shared/Microsoft.NETCore.App/VERSION/ lies below the installation's folder.
        var installation = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        var command = Path.Combine(installation, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
        return File.Exists(command) && Directory.Exists(Path.Combine(installation, "sdk")) ? command : "dotnet";
    }
}
