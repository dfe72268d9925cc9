using System.Collections.Concurrent;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace Atelier.Kernel;

/// <summary>What the cells of one notebook share: their kernels, the thread that they run on and the queue of what they put out.</summary>
internal sealed class NotebookSession(CompositeKernel root, OutputQueue outputs)
{
    private static volatile NotebookSession? _latest;
    private volatile CellThread _thread = null!;

    /// <summary>The session that the caller works for, else the one that was opened last; null when there is none.</summary>
    public static NotebookSession? Current => CellScope.Current?.Session ?? _latest;

    /// <summary>The session that was opened last and is open; null when there is none.</summary>
    public static NotebookSession? Latest => _latest;

    public CompositeKernel Root => root;

    public OutputQueue Outputs => outputs;

    /// <summary>Where the relative paths of the cells' directives start.</summary>
    public required CellFolder Folder { get; init; }

    /// <summary>The cell that runs; null between cells.</summary>
    public CellScope? Running { get; set; }

    /// <summary>The thread of the cells. One that could not be interrupted is replaced.</summary>
    public CellThread Thread
    {
        get => _thread;
        set => _thread = value;
    }

    /// <summary>Answers the questions of editors.</summary>
    public LanguageRouter Languages { get; } = new(root);

    /// <summary>Runs code that may be in several languages, on the cell thread.</summary>
    public Action<SubmitCode, LanguageKernel, KernelInvocationContext> Submit { get; set; } = (_, kernel, _) =>
        throw new InvalidOperationException($"The session of the kernel {kernel.Name} has not been set up.");

    /// <summary>The texts that ran, by the names under which stack traces know them.</summary>
    public ConcurrentDictionary<string, CellSource> Sources { get; } = new();

    /// <exception cref="InvalidOperationException">There is no session.</exception>
    public static NotebookSession Require() => Current
        ?? throw new InvalidOperationException("No notebook session is open. Call this from a cell, or from code that a cell calls.");

    /// <summary>The session that a kernel belongs to.</summary>
    /// <exception cref="InvalidOperationException">There is no session.</exception>
    public static NotebookSession Require(LanguageKernel kernel) =>
        CellScope.Current?.Session is { } own && own.Root == kernel.RootKernel ? own
        : Latest is { } latest && latest.Root == kernel.RootKernel ? latest
        : throw new InvalidOperationException(
            $"The kernel {kernel.Name} belongs to no open notebook session. Add it to one first: ((CompositeKernel)Kernel.Root).Add(kernel).");

    public void Open() => _latest = this;

    public void Close() => Interlocked.CompareExchange(ref _latest, null, this);

    /// <summary>Carries a command out: at once for the cell thread, else as soon as that waits for something.</summary>
    public Task<KernelCommandResult> SendAsync(LanguageKernel receiver, KernelCommand command, CancellationToken cancellationToken)
    {
        var kernel = receiver is CompositeKernel composite ? composite.Route(command) : receiver;
        var outer = KernelInvocationContext.Current;
        if (Thread.IsCurrent)
            return Task.FromResult(Execute(kernel, command, outer, cancellationToken));
        // The errand works for the cell that sent it.
        var flow = ExecutionContext.Capture();
        return Thread.RunErrand(() =>
        {
            KernelCommandResult? result = null;
            void Run(object? _) => result = Execute(kernel, command, outer, cancellationToken);
            if (flow is null)
                Run(null);
            else
                ExecutionContext.Run(flow, Run, null);
            return result!;
        });
    }

    /// <summary>Carries a command out on the cell thread.</summary>
    /// <exception cref="Exception">What the handler threw.</exception>
    public void Handle(LanguageKernel kernel, KernelCommand command, KernelInvocationContext context)
    {
        if (command is SubmitCode submit && command.Handler is null)
            Submit(submit, kernel, context);
        else
            Await(() => kernel.HandleAsync(command, context), context.CancellationToken);
        if (context.Failure is { } failure)
            throw failure;
    }

    /// <summary>Waits on the cell thread for what it starts there.</summary>
    public void Await(Func<Task> start, CancellationToken cancellationToken) =>
        Thread.Pump(null, start, cancellationToken).GetAwaiter().GetResult();

    /// <summary>Tells what happened, and puts what is to be seen into the cell's output.</summary>
    public void Publish(KernelEvent @event, KernelInvocationContext? context)
    {
        switch (@event)
        {
            case StandardOutputValueProduced output:
                Write(StreamNames.Output, output.FormattedValues.FirstOrDefault()?.Value ?? output.Value?.ToString() ?? "");
                break;
            case StandardErrorValueProduced output:
                Write(StreamNames.Error, output.FormattedValues.FirstOrDefault()?.Value ?? output.Value?.ToString() ?? "");
                break;
            case ErrorProduced error:
                Write(StreamNames.Error, error.Message.EndsWith('\n') ? error.Message : error.Message + "\n");
                break;
            case DisplayEvent display:
                Put(DisplayBundle.Create(display));
                break;
        }
        Note(@event, context);
    }

    /// <summary>What the reader of a notebook is told about an exception.</summary>
    public ErrorOutput DescribeError(Exception exception) =>
        exception is CellException { Error: var error } ? error : new RuntimeErrors(Sources).Describe(exception);

    /// <summary>Shows a value, or replaces what a display shows.</summary>
    public void Display(object? value, IReadOnlyList<FormattedValue> formattedValues, string displayId, bool isUpdate)
    {
        var context = KernelInvocationContext.Current;
        var command = context?.Command ?? new SubmitCode("");
        Publish(
            isUpdate ? new DisplayedValueUpdated(value, displayId, command, formattedValues) : new DisplayedValueProduced(value, command, formattedValues, displayId),
            context);
    }

    /// <summary>Puts something into the cell's output, unless the cell has been given up.</summary>
    public void Put(CellOutput output)
    {
        if (CellScope.Current is not { IsAbandoned: true })
            outputs.Add(output);
    }

    /// <summary>Puts text into the cell's output, unless the cell has been given up.</summary>
    public void Write(string stream, string text)
    {
        if (CellScope.Current is not { IsAbandoned: true })
            outputs.Write(stream, text);
    }

    /// <summary>Whether somebody listens to what the calling code prints.</summary>
    public bool IsHeard => KernelInvocationContext.Current is { } context && (context.IsHeard || root.EventStream.HasObservers);

    /// <summary>Tells those who listen what a cell printed.</summary>
    public void NotePrinted(string stream, string text)
    {
        if (KernelInvocationContext.Current is not { } context)
            return;
        FormattedValue[] values = [new("text/plain", text)];
        Note(
            stream == StreamNames.Error ? new StandardErrorValueProduced(context.Command, values) : new StandardOutputValueProduced(context.Command, values),
            context);
    }

    private static void Note(KernelEvent @event, KernelInvocationContext? context)
    {
        context?.Note(@event);
        for (var kernel = context?.HandlingKernel; kernel is not null; kernel = kernel.ParentKernel)
            kernel.EventStream.Send(@event);
    }

    private KernelCommandResult Execute(LanguageKernel kernel, KernelCommand command, KernelInvocationContext? outer, CancellationToken cancellationToken)
    {
        CellScope.Current?.ThrowIfInterrupted();
        var interrupted = CellScope.Current?.Interrupted ?? CancellationToken.None;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(interrupted, cancellationToken);
        using var context = new KernelInvocationContext(this, command, kernel, outer, isRecorded: true, stop.Token);
        KernelEvent end;
        try
        {
            Handle(kernel, command, context);
            end = new CommandSucceeded(command);
        }
        catch (Exception exception) when (!interrupted.IsCancellationRequested)
        {
            var error = DescribeError(exception);
            Write(StreamNames.Error, string.Join("\n", error.Traceback) + "\n");
            end = new CommandFailed(exception, command, error.Message);
        }
        Note(end, context);
        return context.Result;
    }
}
