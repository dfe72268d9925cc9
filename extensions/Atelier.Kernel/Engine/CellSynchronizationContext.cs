using System.Collections.Concurrent;

namespace Atelier.Kernel;

/// <summary>Sends a cell's own code back to the cell thread after an await, and everything else to the thread pool.</summary>
internal sealed class CellSynchronizationContext(Action<Action> continueCell, Action<Exception> onUnhandled) : SynchronizationContext
{
    /// <summary>The names that the compiler gives to the top-level code of a script and to its class.</summary>
    private const string TopLevel = "<<Initialize>>d";
    private const string ScriptClass = "Submission#";

    private readonly ConcurrentDictionary<Type, Type?> _scriptOf = new();
    private volatile Type? _cell;

    /// <summary>The script class of the running cell. Top-level code of any other is a cancelled cell's and never goes on.</summary>
    public Type? Cell
    {
        get => _cell;
        set
        {
            _cell = value;
            _scriptOf.Clear();
        }
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (ScriptOf(state) is not { } script)
            ThreadPool.QueueUserWorkItem(_ => Run(d, state), null);
        else if (script == _cell)
            continueCell(() => Run(d, state));
    }

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    public override SynchronizationContext CreateCopy() => this;

    private void Run(SendOrPostCallback callback, object? state)
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            callback(state);
        }
        catch (Exception exception)
        {
            // An async void method has no task to put its exception in: it arrives here, and would end the process.
            onUnhandled(exception);
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    /// <summary>The script class whose top-level code the callback resumes; null when it resumes anything else.</summary>
    private Type? ScriptOf(object? state)
    {
        // An awaited task posts the delegate of the state machine's box, a value task source a pair with the box in it.
        var box = state switch
        {
            Delegate continuation => continuation.Target,
            System.Runtime.CompilerServices.ITuple { Length: 2 } pair => pair[1],
            _ => state,
        };
        return box is null ? null : _scriptOf.GetOrAdd(box.GetType(), static type =>
        {
            if (!type.IsGenericType)
                return null;
            var machine = type.GenericTypeArguments[^1];
            var isTopLevel = machine.Name.StartsWith(TopLevel, StringComparison.Ordinal)
                && machine.DeclaringType?.Name.StartsWith(ScriptClass, StringComparison.Ordinal) == true;
            return isTopLevel ? machine.DeclaringType : null;
        });
    }
}
