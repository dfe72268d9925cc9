using Atelier.Kernel;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;

namespace Microsoft.DotNet.Interactive;

/// <summary>One command while it is carried out: where its handler publishes what happens.</summary>
public sealed class KernelInvocationContext : IDisposable
{
    private static readonly AsyncLocal<KernelInvocationContext?> Flow = new();

    private readonly Lock _gate = new();
    private readonly List<KernelEvent> _events = [];
    private readonly EventStream<KernelEvent> _stream = new();
    private readonly List<Action<KernelInvocationContext>> _onComplete = [];
    private readonly KernelInvocationContext? _outer;
    private readonly bool _isRecorded;

    internal KernelInvocationContext(
        NotebookSession session, KernelCommand command, Kernel kernel, KernelInvocationContext? outer, bool isRecorded, CancellationToken cancellationToken)
    {
        (Session, Command, HandlingKernel, _outer, _isRecorded, CancellationToken) = (session, command, kernel, outer, isRecorded, cancellationToken);
        command.Parent ??= outer?.Command;
        Flow.Value = this;
    }

    /// <summary>The invocation in whose course the caller runs; null outside of all.</summary>
    public static KernelInvocationContext? Current => Flow.Value;

    /// <summary>The command.</summary>
    public KernelCommand Command { get; }

    /// <summary>The kernel that carries it out.</summary>
    public Kernel HandlingKernel { get; }

    /// <summary>Set when the cell is interrupted.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>Whether the command has ended.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>What happens in the course of the command.</summary>
    public IObservable<KernelEvent> KernelEvents => _stream;

    /// <summary>What has happened so far.</summary>
    public KernelCommandResult Result
    {
        get
        {
            lock (_gate)
                return new KernelCommandResult(Command, [.. _events]);
        }
    }

    internal NotebookSession Session { get; }

    /// <summary>Whether what is to be done at the command's end waits for the end of the command around it: a magic command's does.</summary>
    internal bool IsPartOfOuter { get; init; }

    /// <summary>Whether somebody will read what happens in the course of the command.</summary>
    internal bool IsHeard
    {
        get
        {
            for (var context = this; context is not null; context = context._outer)
                if (context._isRecorded || context._stream.HasObservers || context.HandlingKernel.EventStream.HasObservers)
                    return true;
            return false;
        }
    }

    /// <summary>Why the handler said that the command failed; null when it did not.</summary>
    internal Exception? Failure { get; private set; }

    /// <summary>Tells what happened; what is displayed or printed goes to the cell's output.</summary>
    /// <param name="event">What happened.</param>
    public void Publish(KernelEvent @event)
    {
        ArgumentNullException.ThrowIfNull(@event);
        Session.Publish(@event, this);
    }

    /// <summary>Says that the command has been carried out. Returning from the handler says it too.</summary>
    /// <param name="command">The command.</param>
    public void Complete(KernelCommand command)
    {
        if (command == Command)
            End();
    }

    /// <summary>Says that the command failed. Throwing from the handler says it too.</summary>
    /// <param name="command">The command.</param>
    /// <param name="exception">Why; null when only the message is known.</param>
    /// <param name="message">Why, in words; null for the exception's.</param>
    public void Fail(KernelCommand command, Exception? exception = null, string? message = null)
    {
        ArgumentNullException.ThrowIfNull(command);
        Failure = exception is not null && message is null
            ? exception
            : new CellException(exception?.GetType().Name ?? "CommandFailed", message ?? "The command failed, and its handler did not say why.");
    }

    /// <summary>Has something done when the command has ended.</summary>
    /// <param name="onComplete">What to do.</param>
    public void OnComplete(Action<KernelInvocationContext> onComplete)
    {
        ArgumentNullException.ThrowIfNull(onComplete);
        if (IsPartOfOuter && _outer is { } outer)
            outer.OnComplete(onComplete);
        else
            _onComplete.Add(onComplete);
    }

    /// <summary>Ends the invocation.</summary>
    public void Dispose()
    {
        End();
        Flow.Value = _outer;
    }

    /// <summary>Notes what happened, here and in the invocations around this one.</summary>
    internal void Note(KernelEvent @event)
    {
        for (var context = this; context is not null; context = context._outer)
        {
            // Only a command that a program sent has somebody who will read its events; a cell's would pile up for nobody.
            if (context._isRecorded)
                lock (context._gate)
                    context._events.Add(@event);
            context._stream.Send(@event);
        }
    }

    private void End()
    {
        if (IsComplete)
            return;
        foreach (var action in _onComplete)
            action(this);
        IsComplete = true;
        _stream.End();
    }
}
