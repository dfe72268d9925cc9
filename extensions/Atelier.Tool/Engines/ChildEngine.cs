using System.Diagnostics;
using System.Text.Json.Nodes;
using Atelier.Kernel;

namespace Atelier.Tool;

/// <summary>Runs cells in a process of their own, which they may end as they like: this one lives on and says how it happened.</summary>
/// <remarks>
/// What native code writes to the standard streams becomes output of the cell at its end. When the process dies, what it wrote to
/// standard error goes into the error.
/// </remarks>
internal sealed class ChildEngine : ICellEngine
{
    private static readonly TimeSpan MarkerPatience = TimeSpan.FromSeconds(1);

    private readonly EngineProcess _process;
    private readonly Task<MessageChannel?> _channel;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Action<string>? _progress;
    private ErrorOutput? _death;
    private bool _hasMarkers = true;
    private bool _isExiting;
    private bool _isDisposed;
    private int _cells;
    private int _executionCount;

    /// <summary>Starts the process.</summary>
    /// <exception cref="IOException">It cannot be started.</exception>
    public ChildEngine(EngineOptions options)
    {
        _progress = options.Progress;
        _process = EngineProcess.Start(options.WorkingDirectory);
        _channel = ConnectAsync(options);
    }

    /// <inheritdoc/>
    public async Task<CellResult> RunAsync(CellRequest cell, Action<CellOutput> onOutput, CancellationToken cancellationToken = default)
    {
        var clock = Stopwatch.StartNew();
        await _turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            var number = ++_cells;
            var channel = _death is null ? await _channel.ConfigureAwait(false) : null;
            if (channel is null || !channel.TryWrite(EngineMessages.Run(number, cell)))
                return await DieAsync(onOutput, hasRun: false, clock.Elapsed).ConfigureAwait(false);
            using var registration = cancellationToken.UnsafeRegister(_ => channel.TryWrite(EngineMessages.Cancel(number)), null);
            var run = new ChildCell(number, cell, onOutput, channel);
            while (await channel.ReadAsync().ConfigureAwait(false) is { } message)
            {
                Note(message);
                if (!run.Receive(message, cancellationToken))
                    continue;
                await PutOutNativeTextAsync(number, run.PutOut).ConfigureAwait(false);
                var result = run.Finish(message);
                _executionCount = result.ExecutionCount;
                return result;
            }
            run.PutOutError();
            return await DieAsync(onOutput, hasRun: true, clock.Elapsed).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Ends the process: in good order when it can be, else with force.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        if (_channel.IsCompletedSuccessfully && _channel.Result is { } channel)
            channel.TryWrite(EngineMessages.End());
        await _process.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<MessageChannel?> ConnectAsync(EngineOptions options) =>
        await _process.ConnectAsync().ConfigureAwait(false) is { } channel && channel.TryWrite(EngineMessages.Start(options)) ? channel : null;

    private void Note(JsonObject message)
    {
        switch (message["type"]!.GetValue<string>())
        {
            case MessageTypes.Progress:
                _progress?.Invoke(message["text"]!.GetValue<string>());
                break;
            case MessageTypes.Exiting:
                _isExiting = true;
                break;
        }
    }

    private async Task PutOutNativeTextAsync(int number, Action<CellOutput> onOutput)
    {
        if (_hasMarkers)
            _hasMarkers = await _process.Output.WaitForCellAsync(number, MarkerPatience).ConfigureAwait(false)
                && await _process.Error.WaitForCellAsync(number, MarkerPatience).ConfigureAwait(false);
        PutOutText("stdout", _process.Output.Take(), onOutput);
        PutOutText("stderr", _process.Error.Take(), onOutput);
    }

    private static void PutOutText(string stream, string text, Action<CellOutput> onOutput)
    {
        if (text.Length > 0)
            onOutput(new StreamOutput(stream, text));
    }

    private async Task<CellResult> DieAsync(Action<CellOutput> onOutput, bool hasRun, TimeSpan elapsed)
    {
        if (_death is null)
        {
            var exitCode = await _process.WaitForEndAsync().ConfigureAwait(false);
            PutOutText("stdout", _process.Output.Take(), onOutput);
            _death = KernelDeath.Describe(exitCode, _isExiting, hasRun, _process.Error.Take());
        }
        onOutput(_death);
        return new CellResult(++_executionCount, _death, elapsed) { IsSessionLost = true };
    }
}
