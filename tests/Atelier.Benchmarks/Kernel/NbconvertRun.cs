using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace Atelier.Benchmarks.Kernel;

/// <summary>A notebook of 20 cells, executed by Jupyter's own command.</summary>
public static class NbconvertRun
{
    private const int Cells = 20;
    private const string KernelName = "atelier-benchmark";

    /// <summary>Executes the notebook a few times.</summary>
    /// <returns>The seconds of each time, or why there are none.</returns>
    public static (double[] Seconds, string? WhyNot) Measure(string tool, int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("atelier-nbconvert-").FullName;
        try
        {
            var kernel = Directory.CreateDirectory(Path.Combine(folder, "kernels", KernelName)).FullName;
            Write(Path.Combine(kernel, "kernel.json"), new
            {
                argv = new[] { tool, "kernel", "start", "{connection_file}" },
                display_name = KernelName,
                language = "C#",
                interrupt_mode = "message",
            });
            Write(Path.Combine(folder, "cells.ipynb"), new
            {
                nbformat = 4,
                nbformat_minor = 5,
                metadata = new { kernelspec = new { name = KernelName, display_name = KernelName, language = "C#" } },
                cells = Enumerable.Range(0, Cells).Select(i => new
                {
                    id = $"cell-{i}",
                    cell_type = "code",
                    metadata = new { },
                    source = $"var a{i} = {i};\na{i} + 1",
                    outputs = Array.Empty<object>(),
                    execution_count = (int?)null,
                }),
            });
            var seconds = new double[rounds];
            for (var i = 0; i < rounds; i++)
            {
                var clock = Stopwatch.StartNew();
                if (Run(folder) is { } problem)
                {
                    return ([], problem);
                }

                seconds[i] = clock.Elapsed.TotalSeconds;
            }

            return (seconds, null);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string? Run(string folder)
    {
        var start = new ProcessStartInfo("jupyter", ["nbconvert", "--to", "notebook", "--execute", "cells.ipynb", "--output", "executed.ipynb"])
        {
            WorkingDirectory = folder,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["JUPYTER_PATH"] = folder;
        try
        {
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : error.Trim().Split('\n')[^1];
        }
        catch (Win32Exception)
        {
            return "jupyter is not installed";
        }
    }

    private static void Write(string path, object content) => File.WriteAllText(path, JsonSerializer.Serialize(content));
}
