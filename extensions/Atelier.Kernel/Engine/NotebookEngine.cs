using System.Diagnostics;

namespace Atelier.Kernel;

/// <summary>Runs C# cells on the compiler's submission chain.</summary>
/// <remarks>
/// Cells run one at a time, in the order of the calls, on one thread that the engine owns. The console is captured from the
/// engine's construction to its disposal; a host that writes to the console meanwhile uses the writer it took before.
/// </remarks>
public sealed class NotebookEngine : ICellEngine
{
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(2);

    private readonly OutputQueue _outputs = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CellThread _thread;
    private readonly CellRunner _runner;
    private int _executionCount;
    private bool _isDisposed;

    /// <summary>Starts a session.</summary>
    /// <param name="options">Where it runs and where its packages come from.</param>
    public NotebookEngine(EngineOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ConsoleRouter.Open(_outputs);
        _thread = new CellThread(() => ConsoleRouter.EnterSession(_outputs), ReportUnhandled);
        _runner = new CellRunner(options, _thread, _outputs);
    }

    /// <inheritdoc/>
    public async Task<CellResult> RunAsync(CellRequest cell, Action<CellOutput> onOutput, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cell);
        ArgumentNullException.ThrowIfNull(onOutput);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var clock = Stopwatch.StartNew();
        await _turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            // The engine may have ended while the cell waited for its turn.
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            ConsoleRouter.EnterHost();
            ConsoleRouter.BeginCell(_outputs);
            var count = cell.IsSilent ? _executionCount : ++_executionCount;
            var run = _thread.Run(() => _runner.Run(cell.Code, count, cancellationToken));
            await _outputs.DeliverAsync(onOutput, run).ConfigureAwait(false);
            return new CellResult(count, await run.ConfigureAwait(false), clock.Elapsed);
        }
        finally
        {
            ConsoleRouter.EndCell(_outputs);
            _turn.Release();
        }
    }

    /// <summary>Ends the session. A cell that still runs is given two seconds, then it is left behind on its background thread.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _thread.Dispose();
        await Task.Run(() => _thread.Join(EndPatience)).ConfigureAwait(false);
        ConsoleRouter.Close(_outputs);
        foreach (var stream in _outputs.TakeAll().OfType<StreamOutput>())
            ConsoleRouter.Host(stream.Name).Write(stream.Text);
    }

    private void ReportUnhandled(Exception exception) =>
        _outputs.Write(StreamNames.Error, $"Unhandled exception in background code: {exception}{Environment.NewLine}");
}
