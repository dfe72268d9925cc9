using Atelier.Kernel;

namespace Atelier.Tool.Tests;

/// <summary>An engine in a process of its own, which keeps what its last cell put out.</summary>
internal sealed class Child : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ChildEngine _engine;

    public Child() => _engine = new ChildEngine(new EngineOptions { WorkingDirectory = _folder.Path, Progress = Progress.Enqueue });

    public string Folder => _folder.Path;

    public System.Collections.Concurrent.ConcurrentQueue<string> Progress { get; } = new();

    public IReadOnlyList<CellOutput> Outputs { get; private set; } = [];

    public string Out => string.Concat(Outputs.OfType<StreamOutput>().Where(output => output.Name == "stdout").Select(output => output.Text));

    public string Error => string.Concat(Outputs.OfType<StreamOutput>().Where(output => output.Name == "stderr").Select(output => output.Text));

    public async Task<CellResult> TryRun(CellRequest cell, Action<CellOutput>? onOutput = null, CancellationToken? cancellationToken = null)
    {
        var outputs = new List<CellOutput>();
        var result = await _engine.RunAsync(cell, outputs.Add + onOutput, cancellationToken ?? TestContext.Current.CancellationToken);
        Outputs = outputs;
        return result;
    }

    /// <summary>Runs a cell that must succeed, and gives the plain text of its value.</summary>
    public async Task<string?> Run(string code)
    {
        var result = await TryRun(new CellRequest(code));
        Assert.True(result.Succeeded, string.Join("\n", result.Error?.Traceback ?? []));
        return Outputs.OfType<DisplayOutput>().SingleOrDefault(output => output.IsResult)?.Data["text/plain"].GetValue<string>();
    }

    /// <summary>Runs a cell that must end the process, and gives the error that says so.</summary>
    public async Task<ErrorOutput> Die(string code)
    {
        var result = await TryRun(new CellRequest(code));
        Assert.NotNull(result.Error);
        Assert.Equal("KernelDied", result.Error.Name);
        Assert.True(result.IsSessionLost);
        Assert.Same(result.Error, Outputs[^1]);
        return result.Error;
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        _folder.Dispose();
    }
}
