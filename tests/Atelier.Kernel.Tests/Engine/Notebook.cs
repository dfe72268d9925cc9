namespace Atelier.Kernel.Tests;

/// <summary>A session in a temporary folder that keeps what its last cell put out.</summary>
internal sealed class Notebook : IAsyncDisposable
{
    private readonly NotebookEngine _engine;

    public Notebook(Func<EngineOptions, EngineOptions>? change = null)
    {
        Folder = Directory.CreateTempSubdirectory("atelier-engine-").FullName;
        var options = new EngineOptions { WorkingDirectory = Folder };
        _engine = new NotebookEngine(change?.Invoke(options) ?? options);
    }

    public NotebookEngine Engine => _engine;

    /// <summary>Answers cells that ask; null leaves them without anybody to ask.</summary>
    public Func<InputRequest, string>? Input { get; init; }

    public string Folder { get; }

    public IReadOnlyList<CellOutput> Outputs { get; private set; } = [];

    public string Out => Text(StreamNames.Output);

    public string Error => Text(StreamNames.Error);

    public DisplayOutput Value => Outputs.OfType<DisplayOutput>().Single(output => output.IsResult);

    /// <summary>The plain text of the cell's value.</summary>
    public string Plain => Value.Data["text/plain"].GetValue<string>();

    /// <summary>What the cell displayed besides its value, each in one MIME type.</summary>
    public IReadOnlyList<string> Displayed(string mimeType = "text/plain") =>
        [.. Outputs.OfType<DisplayOutput>().Where(output => !output.IsResult).Select(output => output.Data[mimeType].GetValue<string>())];

    /// <summary>Writes a file into the notebook's folder.</summary>
    public void Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    /// <summary>Runs a cell, whatever its result.</summary>
    public Task<CellResult> TryRun(string code, CancellationToken? cancellationToken = null, Action<CellOutput>? onOutput = null) =>
        TryRun(new CellRequest(code) { Input = Input is { } answer ? (question, _) => Task.FromResult(answer(question)) : null }, cancellationToken, onOutput);

    /// <summary>Runs a cell, whatever its result.</summary>
    public async Task<CellResult> TryRun(CellRequest cell, CancellationToken? cancellationToken = null, Action<CellOutput>? onOutput = null)
    {
        var outputs = new List<CellOutput>();
        var result = await _engine.RunAsync(cell, outputs.Add + onOutput, cancellationToken ?? TestContext.Current.CancellationToken);
        Outputs = outputs;
        return result;
    }

    /// <summary>Runs a cell that must succeed.</summary>
    public async Task<CellResult> Run(string code)
    {
        var result = await TryRun(code);
        Assert.True(result.Succeeded, string.Join("\n", result.Error?.Traceback ?? []));
        return result;
    }

    /// <summary>Runs a cell that must fail.</summary>
    public async Task<ErrorOutput> Fail(string code)
    {
        var result = await TryRun(code);
        Assert.NotNull(result.Error);
        Assert.Same(result.Error, Outputs[^1]);
        return result.Error;
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private string Text(string stream) => string.Concat(Outputs.OfType<StreamOutput>().Where(output => output.Name == stream).Select(output => output.Text));
}
