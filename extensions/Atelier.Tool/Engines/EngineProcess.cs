using System.Diagnostics;
using System.IO.Pipes;
using System.Reflection;
using System.Text;

namespace Atelier.Tool;

/// <summary>A process that runs <see cref="EngineHost"/>, and all that connects it with this one.</summary>
/// <remarks>
/// Messages go over a named pipe, since the standard streams belong to the code of the cells: its input is empty, what is
/// written to the others behind the console's back is collected.
/// </remarks>
internal sealed class EngineProcess : IAsyncDisposable
{
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan KillPatience = TimeSpan.FromSeconds(10);

    private readonly NamedPipeServerStream _pipe;
    private readonly Process _process;

    private EngineProcess(NamedPipeServerStream pipe, Process process, string token)
    {
        (_pipe, _process) = (pipe, process);
        Output = new NativeText(process.StandardOutput, NativeText.Marker(token));
        Error = new NativeText(process.StandardError, NativeText.Marker(token));
        process.StandardInput.Close();
    }

    /// <summary>What was written to its standard output stream.</summary>
    public NativeText Output { get; }

    /// <summary>What was written to its standard error stream.</summary>
    public NativeText Error { get; }

    /// <summary>Starts the process.</summary>
    /// <param name="folder">Its working folder.</param>
    /// <exception cref="IOException">It cannot be started.</exception>
    public static EngineProcess Start(string folder)
    {
        var token = $"atelier-{Guid.NewGuid():N}"[..24];
        var pipe = new NamedPipeServerStream(
            token, PipeDirection.InOut, 1, PipeTransmissionMode.Byte, PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly);
        try
        {
            var (command, arguments) = Command();
            var start = new ProcessStartInfo(command, [.. arguments, EngineHost.CommandName, token])
            {
                WorkingDirectory = folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                StandardOutputEncoding = Encoding.UTF8,
                StandardErrorEncoding = Encoding.UTF8,
            };
            return new EngineProcess(pipe, Process.Start(start)!, token);
        }
        catch (Exception exception)
        {
            pipe.Dispose();
            throw new IOException($"The process that is to run the notebook in '{folder}' could not be started: {exception.Message}", exception);
        }
    }

    /// <summary>Waits until the process listens.</summary>
    /// <returns>The way to it; null when it ended before.</returns>
    public async Task<MessageChannel?> ConnectAsync()
    {
        using var stop = new CancellationTokenSource();
        var connection = _pipe.WaitForConnectionAsync(stop.Token);
        await Task.WhenAny(connection, _process.WaitForExitAsync(stop.Token)).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        return connection.IsCompletedSuccessfully ? new MessageChannel(_pipe) : null;
    }

    /// <summary>Waits for a process that is not heard any more to end, and ends it when it does not.</summary>
    /// <returns>Its exit code; null when it had to be ended.</returns>
    public async Task<int?> WaitForEndAsync()
    {
        var hasEnded = await HasEndedAsync(EndPatience).ConfigureAwait(false);
        if (!hasEnded)
            await KillAsync().ConfigureAwait(false);
        // Processes that the notebook started may hold the streams open.
        await Task.WhenAny(Task.WhenAll(Output.Reading, Error.Reading), Task.Delay(EndPatience)).ConfigureAwait(false);
        return hasEnded ? _process.ExitCode : null;
    }

    /// <summary>Ends the process, with all that it started unless it ends by itself in a moment.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!await HasEndedAsync(EndPatience).ConfigureAwait(false))
            await KillAsync().ConfigureAwait(false);
        await _pipe.DisposeAsync().ConfigureAwait(false);
        _process.Dispose();
    }

    private async Task<bool> HasEndedAsync(TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        try
        {
            await _process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return _process.HasExited;
        }
    }

    private async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await HasEndedAsync(KillPatience).ConfigureAwait(false);
    }

    /// <summary>How this tool is started: by its own executable, or by <c>dotnet</c> where it has none or another program uses it.</summary>
    private static (string Command, string[] Arguments) Command()
    {
        var tool = typeof(EngineProcess).Assembly;
        var dotnet = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        if (Assembly.GetEntryAssembly() == tool && Environment.ProcessPath is { } path && Path.GetFileName(path) != dotnet)
            return (path, []);
        // The runtime's folder is ROOT/shared/Microsoft.NETCore.App/VERSION.
        var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", "..", dotnet));
        return (File.Exists(root) ? root : dotnet, [tool.Location]);
    }
}
