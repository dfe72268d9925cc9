using System.Diagnostics;
using System.Globalization;

namespace Atelier.Benchmarks.Preprocessing;

/// <summary>scikit-learn in a child process that stays alive between the rounds.</summary>
public sealed class ScikitLearnPeer : IDisposable
{
    private const string Python = "/usr/bin/python3";

    private readonly Process? _process;

    /// <summary>Starts the child, if Python and scikit-learn are there.</summary>
    /// <param name="table">A CSV file.</param>
    /// <param name="texts">A file with a text a line.</param>
    /// <param name="threads">Threads for the arithmetic.</param>
    public ScikitLearnPeer(string table, string texts, int threads)
    {
        if (!File.Exists(Python))
        {
            WhyNot = $"{Python} is not there";
            return;
        }

        var script = Path.Combine(AppContext.BaseDirectory, "Preprocessing", "preprocessing_sklearn.py");
        var start = new ProcessStartInfo(Python, [script, table, texts]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["OMP_NUM_THREADS"] = threads.ToString(CultureInfo.InvariantCulture);
        start.Environment["OPENBLAS_NUM_THREADS"] = threads.ToString(CultureInfo.InvariantCulture);
        _process = Process.Start(start)!;
        var answer = _process.StandardOutput.ReadLine();
        WhyNot = answer == "ready" ? null : answer?.Replace("skip: ", "", StringComparison.Ordinal) ?? "the script ended at once";
    }

    /// <summary>Why there is no peer; null when there is one.</summary>
    public string? WhyNot { get; }

    /// <summary>Does a work and gives its seconds.</summary>
    /// <param name="work">A word that the script knows.</param>
    /// <param name="rows">The rows that the result must have.</param>
    /// <param name="width">The features that the result must have.</param>
    /// <exception cref="InvalidOperationException">The result has another shape, so that the two did not do the same.</exception>
    public double Run(string work, int rows, int width)
    {
        _process!.StandardInput.WriteLine(work);
        _process.StandardInput.Flush();
        var answer = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The scikit-learn process ended early.");
        var parts = answer.Split(' ');
        return parts[1] == $"{rows}" && parts[2] == $"{width}"
            ? double.Parse(parts[0], CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"scikit-learn's result of {work} has shape ({parts[1]}, {parts[2]}); expected ({rows}, {width}).");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process?.StandardInput.Close();
        _process?.WaitForExit();
        _process?.Dispose();
    }
}
