using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Atelier.Benchmarks.Kernel;

/// <summary>The tool as users get it: published for this platform, compiled ahead of time.</summary>
public static class PublishedTool
{
    /// <summary>Publishes it and gives the path of the executable.</summary>
    /// <exception cref="InvalidOperationException">It cannot be published; the message holds what the SDK says.</exception>
    public static string Publish()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Notebooks.sln")))
        {
            root = root.Parent ?? throw new InvalidOperationException($"{AppContext.BaseDirectory} lies in no checkout; run the benchmarks from one.");
        }

        var folder = Path.Combine(root.FullName, "artifacts", "benchmark-tool");
        Console.WriteLine($"Publishing the tool to {folder}");
        var start = new ProcessStartInfo("dotnet",
        [
            "publish", Path.Combine(root.FullName, "extensions", "Atelier.Tool"), "-c", "Release", "-r", Platform(),
            "--self-contained", "false", "-p:PublishReadyToRun=true", "-o", folder, "-v", "q", "-nologo", "-nodeReuse:false",
        ])
        {
            RedirectStandardOutput = true,
        };
        using var publish = Process.Start(start)!;
        var output = publish.StandardOutput.ReadToEnd();
        publish.WaitForExit();
        return publish.ExitCode == 0
            ? Path.Combine(folder, OperatingSystem.IsWindows() ? "Atelier.Tool.exe" : "Atelier.Tool")
            : throw new InvalidOperationException(output);
    }

    private static string Platform()
    {
        var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        return $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
    }
}
