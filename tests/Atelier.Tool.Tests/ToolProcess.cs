using System.Diagnostics;
using System.Globalization;

namespace Atelier.Tool.Tests;

/// <summary>The tool as a process of its own.</summary>
internal static class ToolProcess
{
    /// <summary>Runs it and returns all that it wrote; interrupts it when it has written a line with the given text.</summary>
    public static Task<(int ExitCode, string Text)> RunAsync(string? interruptAt, params string[] arguments) =>
        RunAsync(interruptAt, "-INT", arguments);

    /// <summary>Runs it and returns all that it wrote; sends it a signal when it has written a line with the given text.</summary>
    public static Task<(int ExitCode, string Text)> SignalAsync(string signalAt, string signal, params string[] arguments) =>
        RunAsync(signalAt, signal, arguments);

    private static async Task<(int ExitCode, string Text)> RunAsync(string? interruptAt, string signal, string[] arguments)
    {
        var tool = Path.Combine(AppContext.BaseDirectory, "Atelier.Tool.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [tool, .. arguments])
        {
            // Other tests move the working folder of this process.
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var text = "";
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            text += line + "\n";
            if (interruptAt is not null && line.Contains(interruptAt, StringComparison.Ordinal))
                using (var kill = Process.Start("kill", [signal, process.Id.ToString(CultureInfo.InvariantCulture)]))
                    await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, text + await error);
    }
}
