using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Atelier.Benchmarks.Kernel;

/// <summary>A kernel in a process of its own.</summary>
public sealed class KernelProcess : IDisposable
{
    private readonly ConnectionFile _connection = new();
    private readonly Process _process;
    private readonly Stopwatch _clock;

    /// <summary>Starts it and asks who it is.</summary>
    /// <param name="tool">The executable of the tool.</param>
    /// <exception cref="TimeoutException">It did not answer.</exception>
    public KernelProcess(string tool)
    {
        Client = new JupyterClient(_connection);
        var start = new ProcessStartInfo(tool, ["kernel", "start", _connection.Location])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        _clock = Stopwatch.StartNew();
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        try
        {
            Client.Ask("kernel_info_request", [], TimeSpan.FromSeconds(20));
        }
        catch (TimeoutException)
        {
            Dispose();
            throw;
        }

        KnownAfter = _clock.Elapsed;
    }

    /// <summary>The client that is connected to it.</summary>
    public JupyterClient Client { get; }

    /// <summary>The time from the start of the process to the first answer.</summary>
    public TimeSpan KnownAfter { get; }

    /// <summary>The time since the start of the process.</summary>
    public TimeSpan Age => _clock.Elapsed;

    /// <summary>The memory that it keeps resident, in MB.</summary>
    public double Memory
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / 1048576.0;
        }
    }

    /// <summary>Runs a cell that must succeed.</summary>
    /// <returns>The plain text of its value, and the milliseconds it took.</returns>
    public (string? Value, double Milliseconds) Run(string code)
    {
        var clock = Stopwatch.StartNew();
        var reply = Client.Execute(code);
        return reply.IsOk ? (reply.Value, clock.Elapsed.TotalMilliseconds) : throw new InvalidOperationException($"`{code}` failed: {reply.Content}");
    }

    /// <summary>Asks what could follow the end of a text.</summary>
    /// <returns>The number of proposals, and the milliseconds it took.</returns>
    public (int Count, double Milliseconds) Complete(string code)
    {
        var clock = Stopwatch.StartNew();
        var reply = Client.Ask("complete_request", new JsonObject { ["code"] = code, ["cursor_pos"] = code.Length });
        return (reply.Content["matches"]?.AsArray().Count ?? 0, clock.Elapsed.TotalMilliseconds);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.WaitForExit();
        _process.Dispose();
        Client.Dispose();
        _connection.Dispose();
    }
}
