using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace Atelier.Tool.Tests;

/// <summary><c>atelier serve</c> as a process of its own, killed with the test if it is not stopped before.</summary>
internal sealed class ToolServer : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _error;

    private ToolServer(Process process, Uri url, string text)
    {
        (_process, Url, Started) = (process, url, text);
        _error = process.StandardError.ReadToEndAsync();
    }

    public Uri Url { get; }

    /// <summary>Where it answers over gRPC, when asked to.</summary>
    public Uri GrpcUrl => new(Started.Split(" and ")[1].Split(' ')[0]);

    /// <summary>What it wrote until it listened.</summary>
    public string Started { get; }

    public static async Task<ToolServer> StartAsync(params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Atelier.Tool.dll"), "serve", "--port", "0", .. arguments])
        {
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var text = "";
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            text += line + "\n";
            if (line.StartsWith("Listening on ", StringComparison.Ordinal))
                return new ToolServer(process, new Uri(line.Split(' ')[2]), text);
        }
        throw new InvalidOperationException($"The server ended:\n{text}{await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)}");
    }

    /// <summary>The status of an answer to a caller with a key or token; null for neither.</summary>
    public async Task<HttpStatusCode> StatusAsync(string path, string? secret, HttpMethod? method = null)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, new Uri(Url, path));
        request.Headers.Authorization = secret is null ? null : new AuthenticationHeaderValue("Bearer", secret);
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    /// <summary>Sends a signal, such as <c>-TERM</c>.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Waits for its end, and gives its exit code with what it wrote last and what it complained of.</summary>
    public async Task<(int ExitCode, string Text, string Error)> EndAsync()
    {
        var text = await _process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (_process.ExitCode, text, await _error);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }
        _process.Dispose();
    }
}
