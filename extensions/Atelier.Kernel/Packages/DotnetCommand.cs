using System.Diagnostics;
using System.Text;

namespace Atelier.Kernel;

/// <summary>Finds and runs the <c>dotnet</c> command.</summary>
internal static class DotnetCommand
{
    /// <summary>The command of an installation that has an SDK; null when there is none.</summary>
    public static string? Find()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        // The runtime's folder is ROOT/shared/Microsoft.NETCore.App/VERSION.
        var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return new[] { Environment.ProcessPath, Environment.GetEnvironmentVariable("DOTNET_HOST_PATH"), Path.Combine(root, name) }
            .Append(Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } configured ? Path.Combine(configured, name) : null)
            .Concat(folders.Select(folder => Path.Combine(folder, name)))
            .FirstOrDefault(path => path is not null && Path.GetFileName(path) == name && HasSdk(path));
    }

    /// <summary>Runs the command and returns its exit code and all that it wrote. Cancelling kills it.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        string command, string folder, string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(command, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
            StandardOutputEncoding = Encoding.UTF8,
        };
        // The build that may have started this process leaves settings that would lead the new one astray.
        foreach (var variable in start.Environment.Keys.Where(key => key.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(variable);
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";

        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{command} did not start.");
        process.StandardInput.Close();
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return (process.ExitCode, await output.ConfigureAwait(false) + await error.ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static bool HasSdk(string path)
    {
        try
        {
            // /usr/bin/dotnet is often a link into the installation.
            var target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
            return File.Exists(target) && Directory.Exists(Path.Combine(Path.GetDirectoryName(target)!, "sdk"));
        }
        catch (IOException)
        {
            return false;
        }
    }
}
