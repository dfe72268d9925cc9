using System.Diagnostics;
using System.Globalization;

namespace Atelier.Benchmarks;

/// <summary>A Python script in a child process that stays alive between the rounds and does a piece of work for each word it gets.</summary>
public sealed class PythonPeer : IDisposable
{
    private const string Python = "/usr/bin/python3";

    private readonly string _script;
    private readonly Process? _process;

    /// <summary>Starts the script, which answers <c>ready</c>, or <c>skip:</c> and why it cannot work.</summary>
    /// <param name="script">Its path below the program's folder.</param>
    /// <param name="threads">Threads for numpy's arithmetic.</param>
    /// <param name="arguments">What the script is given.</param>
    public PythonPeer(string script, int threads, params IEnumerable<string> arguments)
    {
        _script = script;
        if (!File.Exists(Python))
        {
            WhyNot = $"{Python} is not there";
            return;
        }

        var start = new ProcessStartInfo(Python, [Path.Combine(AppContext.BaseDirectory, script), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["OMP_NUM_THREADS"] = threads.ToString(CultureInfo.InvariantCulture);
        start.Environment["OPENBLAS_NUM_THREADS"] = threads.ToString(CultureInfo.InvariantCulture);
        _process = Process.Start(start)!;
        var answer = _process.StandardOutput.ReadLine();
        WhyNot = answer == "ready" ? null : answer?.Replace("skip: ", "", StringComparison.Ordinal) ?? "the script ended at once";
    }

    /// <summary>Why there is no peer; null when there is one.</summary>
    public string? WhyNot { get; }

    /// <summary>Does a piece of work.</summary>
    /// <param name="word">A word that the script knows.</param>
    /// <returns>The seconds that it took, or another number that the word stands for.</returns>
    public double Do(string word) => double.Parse(Ask(word)[0], CultureInfo.InvariantCulture);

    /// <summary>Does a piece of work whose result must have a shape.</summary>
    /// <param name="word">A word that the script knows.</param>
    /// <param name="rows">The rows that the result must have.</param>
    /// <param name="width">The features that the result must have.</param>
    /// <returns>The seconds that it took.</returns>
    /// <exception cref="InvalidOperationException">The result has another shape, so that the two did not do the same.</exception>
    public double Do(string word, int rows, int width)
    {
        var parts = Ask(word);
        return parts[1] == $"{rows}" && parts[2] == $"{width}"
            ? double.Parse(parts[0], CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"The result of {word} in {_script} has shape ({parts[1]}, {parts[2]}); expected ({rows}, {width}).");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process?.StandardInput.Close();
        _process?.WaitForExit();
        _process?.Dispose();
    }

    private string[] Ask(string word)
    {
        _process!.StandardInput.WriteLine(word);
        _process.StandardInput.Flush();
        return (_process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"{_script} ended early.")).Split(' ');
    }
}
