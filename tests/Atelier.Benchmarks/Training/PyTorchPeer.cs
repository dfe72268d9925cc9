using System.Diagnostics;
using System.Globalization;

namespace Atelier.Benchmarks.Training;

/// <summary>The PyTorch loop in a child process that stays alive between the rounds.</summary>
public sealed class PyTorchPeer : IDisposable
{
    private const string Python = "/usr/bin/python3";

    private readonly Process? _process;

    /// <summary>Starts the child, if Python and PyTorch are there.</summary>
    /// <param name="script">The script, beside the program.</param>
    /// <param name="threads">Threads for PyTorch.</param>
    public PyTorchPeer(string script, int threads)
    {
        if (!File.Exists(Python))
        {
            WhyNot = $"{Python} is not there";
            return;
        }

        var start = new ProcessStartInfo(Python, [Path.Combine(AppContext.BaseDirectory, "Training", script), $"{threads}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
        var answer = _process.StandardOutput.ReadLine();
        WhyNot = answer == "ready" ? null : answer?.Replace("skip: ", "", StringComparison.Ordinal) ?? "the script ended at once";
    }

    /// <summary>Why there is no peer; null when there is one.</summary>
    public string? WhyNot { get; }

    /// <summary>Runs one epoch and gives its seconds.</summary>
    public double Epoch()
    {
        _process!.StandardInput.WriteLine("epoch");
        _process.StandardInput.Flush();
        var answer = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The PyTorch process ended early.");
        return double.Parse(answer, CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process?.StandardInput.Close();
        _process?.WaitForExit();
        _process?.Dispose();
    }
}
