using System.Diagnostics;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;

namespace Atelier.Kernel;

/// <summary>Runs notebook cells: C# on the compiler's submission chain, other languages in kernels beside it.</summary>
/// <remarks>
/// Cells run one at a time, in the order of the calls, on one thread that the engine owns. The console is captured from the
/// engine's construction to its disposal; a host that writes to the console meanwhile uses the writer it took before.
/// </remarks>
public sealed class NotebookEngine : ICellEngine, ILanguageServices
{
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(2);

    private readonly OutputQueue _outputs = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly NotebookSession _session;
    private int _executionCount;
    private int _silentCount;
    private bool _isDisposed;

    /// <summary>Starts a session.</summary>
    /// <param name="options">Where it runs and where its packages come from.</param>
    public NotebookEngine(EngineOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ConsoleRouter.Open(_outputs);
        _session = NotebookSetup.Create(options, _outputs);
        _session.Thread = StartThread();
        _session.Open();
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
            var number = cell.IsSilent ? _executionCount : ++_executionCount;
            var scope = new CellScope(_session, cell, number, cancellationToken);
            _session.Running = scope;
            using var run = new InterruptibleRun(_session.Thread, scope, () => Run(scope), GiveUp);
            await _outputs.DeliverAsync(onOutput, run.End).ConfigureAwait(false);
            return new CellResult(number, await run.End.ConfigureAwait(false), clock.Elapsed);
        }
        finally
        {
            _session.Running = null;
            ConsoleRouter.EndCell(_outputs);
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public Task<CompletionList> CompleteAsync(CodePlace place, CancellationToken cancellationToken = default) =>
        _session.Languages.CompleteAsync(place, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, string>> InspectAsync(CodePlace place, CancellationToken cancellationToken = default) =>
        _session.Languages.InspectAsync(place, cancellationToken);

    /// <inheritdoc/>
    public CodeCompleteness CheckCompleteness(string code, string? language = null) => _session.Languages.CheckCompleteness(code, language);

    /// <summary>Ends the session. A cell that still runs is given two seconds, then it is left behind on its background thread.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _session.Close();
        _session.Thread.Dispose();
        await Task.Run(() => _session.Thread.Join(EndPatience)).ConfigureAwait(false);
        _session.Root.Dispose();
        ConsoleRouter.Close(_outputs);
        foreach (var stream in _outputs.TakeAll().OfType<StreamOutput>())
            ConsoleRouter.Host(stream.Name).Write(stream.Text);
    }

    private CellThread StartThread() => new(ReportUnhandled);

    private ErrorOutput? Run(CellScope scope)
    {
        ConsoleRouter.EnterSession(_outputs);
        scope.Enter();
        try
        {
            scope.RunStoppable(() => Submit(scope));
            return null;
        }
        catch (Exception exception)
        {
            // The boundary between the engine and the code of its user: whatever comes is shown.
            var error = _session.DescribeError(exception);
            if (scope.Interrupted.IsCancellationRequested)
                error = Interrupted(error.Traceback.Skip(1));
            _session.Put(error);
            return error;
        }
        finally
        {
            CellScope.Leave();
        }
    }

    private void Submit(CellScope scope)
    {
        scope.ThrowIfInterrupted();
        var kernel = FindKernel(scope.Request);
        // A silent one has the number of the cell before it, whose text must stay known.
        var name = scope.Request.IsSilent ? $"silent-{++_silentCount}.cs" : $"cell-{scope.Number}.cs";
        var source = new CellSource(name, scope.Request.IsSilent ? "Silent code" : $"Cell {scope.Number}", scope.Request.Code);
        var command = new SubmitCode(source.Text, kernel.Name) { Source = source };
        using var context = new KernelInvocationContext(_session, command, kernel, outer: null, isRecorded: false, scope.Interrupted);
        _session.Handle(kernel, command, context);
    }

    /// <summary>Goes on without the thread of a cell that could not be stopped.</summary>
    private ErrorOutput GiveUp()
    {
        _session.Thread.Yield();
        _session.Thread.Dispose();
        _session.Thread = StartThread();
        var error = Interrupted(
        [
            "Its code could not be stopped: it does not end by itself, and waits for nothing. It was left behind and keeps a processor core "
            + "busy until it ends. The notebook goes on; restart it to get the core back.",
        ]);
        _outputs.Add(error);
        return error;
    }

    private static ErrorOutput Interrupted(IEnumerable<string> details)
    {
        const string Message = "The cell was interrupted.";
        return new ErrorOutput(
            nameof(OperationCanceledException), Message,
            [$"{nameof(OperationCanceledException)}: {Message} What it had assigned until then is kept.", .. details]);
    }

    private LanguageKernel FindKernel(CellRequest request) => request.Language is not { } name
        ? _session.Root.Route(new SubmitCode(""))
        : _session.Root.ChildKernels.TryGetByAlias(KernelNames.Normalize(name), out var kernel) ? kernel
        : throw UnknownLanguage.Of(name, _session.Root);

    private void ReportUnhandled(Exception exception)
    {
        if (exception is not OperationCanceledException || CellScope.Current is not { Interrupted.IsCancellationRequested: true })
            _session.Write(StreamNames.Error, $"Unhandled exception in background code: {exception}{Environment.NewLine}");
    }
}
