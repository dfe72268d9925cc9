using System.Diagnostics;
using System.Globalization;

namespace Atelier.Benchmarks.Tables;

/// <summary>pandas in a child process that stays alive between the rounds.</summary>
public sealed class PandasPeer : IDisposable
{
    private const string Python = "/usr/bin/python3";

    private readonly Process? _process;

    /// <summary>Starts the child, if Python and pandas are there.</summary>
    /// <param name="table">The CSV file of the work.</param>
    /// <param name="other">The CSV file to join.</param>
    public PandasPeer(string table, string other)
    {
        if (!File.Exists(Python))
        {
            WhyNot = $"{Python} is not there";
            return;
        }

        var start = new ProcessStartInfo(Python, [Path.Combine(AppContext.BaseDirectory, "Tables", "tables_pandas.py"), table, other])
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

    /// <summary>Does a piece of work and gives its seconds; for <c>peak</c> its bytes.</summary>
    public double Do(string word)
    {
        _process!.StandardInput.WriteLine(word);
        _process.StandardInput.Flush();
        var answer = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The pandas process ended early.");
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
