namespace Atelier.Kernel;

/// <summary>The engine of a kernel, which starts beside the answers to the first requests.</summary>
internal sealed class EngineStart(JupyterKernelOptions options)
{
    private readonly TaskCompletionSource<ICellEngine> _engine = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The engine; fails if it cannot be started.</summary>
    public Task<ICellEngine> Engine => _engine.Task;

    /// <summary>Starts the engine on a thread of its own.</summary>
    public void Begin() => new Thread(Create) { Name = "Atelier engine start", IsBackground = true }.Start();

    /// <summary>Who knows the engine's languages; null when nobody does.</summary>
    public async Task<ILanguageServices?> FindServicesAsync() => options.FindServices(await Engine.ConfigureAwait(false));

    /// <summary>Ends the engine, and waits for that only so long: code of cells may hold it up.</summary>
    public void End(TimeSpan patience)
    {
        var end = new Thread(Dispose) { Name = "Atelier engine end", IsBackground = true };
        end.Start();
        end.Join(patience);
    }

    private void Create()
    {
        try
        {
            _engine.SetResult(options.CreateEngine());
        }
        catch (Exception exception)
        {
            _engine.SetException(exception);
        }
    }

    private void Dispose()
    {
        try
        {
            Engine.GetAwaiter().GetResult().DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
        catch (Exception exception)
        {
            // The kernel ends in any case; who reads its log learns why that was not orderly.
            options.Log($"The engine did not end well: {exception.Message}");
        }
    }
}
