using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Atelier.Tool.Tests;

/// <summary>A Jupyter Notebook server of its own, which finds the kernels of this build.</summary>
internal sealed partial class NotebookServer : IAsyncDisposable
{
    public const string Program = "/usr/bin/jupyter-notebook";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly TemporaryFolder _folder;
    private readonly Process _process;
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _log = [];

    private NotebookServer(TemporaryFolder folder, ProcessStartInfo start)
    {
        _folder = folder;
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.ErrorDataReceived += (_, line) => Receive(line.Data);
        _process.Exited += (_, _) => _address.TrySetException(new InvalidOperationException($"{Program} ended:\n{Log}"));
    }

    /// <summary>Where the server listens.</summary>
    public Uri Address => _address.Task.Result;

    /// <summary>What the server has said.</summary>
    public string Log
    {
        get
        {
            lock (_log)
                return string.Join('\n', _log);
        }
    }

    /// <summary>The version that is installed.</summary>
    public static async Task<string> VersionAsync()
    {
        using var process = Process.Start(new ProcessStartInfo(Program, ["--version"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var version = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return version.Trim();
    }

    public static async Task<NotebookServer> StartAsync()
    {
        var folder = new TemporaryFolder();
        await InstalledKernel.InstallAsync(folder);
        var start = new ProcessStartInfo(
            Program, ["--no-browser", "--allow-root", "--ip=127.0.0.1", "--NotebookApp.token=", "--NotebookApp.password=", "--notebook-dir", folder.Path])
        {
            WorkingDirectory = folder.Path,
            RedirectStandardError = true,
        };
        InstalledKernel.ShowTo(start, folder);
        var server = new NotebookServer(folder, start);
        server._process.Start();
        server._process.BeginErrorReadLine();
        try
        {
            await server._address.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Puts an empty C# notebook into the server's folder.</summary>
    public Uri AddNotebook()
    {
        var name = $"{Guid.NewGuid():N}.ipynb";
        _folder.WriteNotebook(name, "").WithKernel("atelier-csharp");
        return new Uri(Address, $"notebooks/{name}");
    }

    /// <summary>Asks the server to end its kernels and itself.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            using (var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]))
                await kill.WaitForExitAsync(CancellationToken.None);
            await _process.WaitForExitAsync(CancellationToken.None).WaitAsync(Patience, CancellationToken.None);
        }
        finally
        {
            _process.Kill(entireProcessTree: true);
            _process.Dispose();
            _folder.Dispose();
        }
    }

    private void Receive(string? line)
    {
        if (line is null)
            return;
        lock (_log)
            _log.Add(line);
        if (AddressLine().Match(line) is { Success: true } match)
            _address.TrySetResult(new Uri(match.Groups[1].Value));
    }

    [GeneratedRegex(@"(http://127\.0\.0\.1:\d+/)")]
    private static partial Regex AddressLine();
}
