using System.ComponentModel;
using System.Diagnostics;

namespace Atelier.TestSupport;

/// <summary>The system's Python, whose packages some tests compare with.</summary>
internal static class Python
{
    private static readonly string Program = Path.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

    /// <summary>True where it has a package.</summary>
    public static bool Has(string package) => Run("-c", $"import {package}").Succeeded;

    /// <summary>Runs it, and gives what it printed; with its errors where it failed.</summary>
    public static (bool Succeeded, string Text) Run(params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(Program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
            var text = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? (true, text) : (false, text + errors.GetAwaiter().GetResult());
        }
        catch (Win32Exception error)
        {
            return (false, error.Message);
        }
    }
}
