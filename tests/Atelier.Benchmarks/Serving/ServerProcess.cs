using System.Diagnostics;

namespace Atelier.Benchmarks.Serving;

/// <summary>A server in a process of its own: this program, started once more.</summary>
public sealed class ServerProcess : IDisposable
{
    private readonly Process _process;

    /// <summary>Starts it and waits until it tells its address.</summary>
    /// <param name="arguments">What <see cref="ServingHost"/> is to serve.</param>
    /// <exception cref="InvalidOperationException">It ended before that.</exception>
    public ServerProcess(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [.. Command(), ServingHost.Verb, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        _process = Process.Start(start)!;
        var urls = _process.StandardOutput.ReadLine()?.Split(' ')
            ?? throw new InvalidOperationException($"The server {string.Join(' ', arguments)} ended before it listened.");
        (Url, GrpcUrl) = (new Uri(urls[0]), urls.Length > 1 ? new Uri(urls[1]) : null);
    }

    /// <summary>Where it answers.</summary>
    public Uri Url { get; }

    /// <summary>Where it answers over gRPC; null for what does not.</summary>
    public Uri? GrpcUrl { get; }

    /// <summary>The processor time that it has taken so far.</summary>
    public double ProcessorSeconds
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime.TotalSeconds;
        }
    }

    /// <summary>The memory that it keeps resident, in MB.</summary>
    public double Memory
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / 1048576.0;
        }
    }

    /// <summary>Whether it still runs.</summary>
    public bool IsAlive => !_process.HasExited;

    /// <inheritdoc/>
    public void Dispose()
    {
        // The end of its input is its word to stop.
        _process.StandardInput.Dispose();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(30)))
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static IEnumerable<string> Command() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(ServerProcess).Assembly.Location] : [];
}
