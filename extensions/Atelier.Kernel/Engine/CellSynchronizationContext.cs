using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Atelier.Kernel;

/// <summary>Sends one cell's own code back to the cell thread after an await, and everything else to the thread pool.</summary>
/// <remarks>
/// One for each cell: a task that completes under the context that awaits it goes on at once on the completing thread, which for
/// the code of a cancelled cell must not happen. For the same reason the pool's threads work under a context of their own.
/// Where the awaited thing hides what it resumes (a channel's reader), the cell goes on in the pool up to its next await: queueing
/// what might be a method's continuation for a thread that may be waiting for that method would lock the session up.
/// </remarks>
internal sealed class CellSynchronizationContext : SynchronizationContext
{
    /// <summary>How the compiler names the state machine of a script's top-level code.</summary>
    private const string TopLevel = "<<Initialize>>d";

    private readonly ConcurrentDictionary<Type, bool> _isTopLevel = new();
    private readonly Type? _script;
    private readonly Action<Action> _continueCell;
    private readonly Action<Exception> _onUnhandled;
    private readonly PoolContext _pool;
    private volatile bool _isClosed;

    /// <param name="script">The cell's script class; null when there is none.</param>
    /// <param name="continueCell">Runs an action on the cell thread.</param>
    /// <param name="onUnhandled">Receives exceptions that no task carries.</param>
    public CellSynchronizationContext(Type? script, Action<Action> continueCell, Action<Exception> onUnhandled)
    {
        (_script, _continueCell, _onUnhandled) = (script, continueCell, onUnhandled);
        _pool = new PoolContext(this);
    }

    /// <summary>Ends the cell: its top-level code never goes on, what it started does.</summary>
    public void Close() => _isClosed = true;

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (!IsTopLevel(state))
            ThreadPool.QueueUserWorkItem(_ => RunOnPool(d, state), null);
        else if (!_isClosed)
            _continueCell(() => Run(d, state));
    }

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    public override SynchronizationContext CreateCopy() => this;

    private void RunOnPool(SendOrPostCallback callback, object? state)
    {
        SetSynchronizationContext(_pool);
        Run(callback, state);
        SetSynchronizationContext(null);
    }

    private void Run(SendOrPostCallback callback, object? state)
    {
        try
        {
            callback(state);
        }
        catch (Exception exception)
        {
            // An async void method has no task to put its exception in: it arrives here, and would end the process.
            _onUnhandled(exception);
        }
    }

    private bool IsTopLevel(object? state)
    {
        // An awaited task posts the delegate of the state machine's box, a value task source a pair with the box in it.
        var box = state switch
        {
            Delegate continuation => continuation.Target,
            ITuple { Length: 2 } pair => pair[1],
            _ => state,
        };
        return _script is not null && box is not null && _isTopLevel.GetOrAdd(
            box.GetType(),
            static (type, script) => type.IsGenericType
                && type.GenericTypeArguments[^1] is var machine
                && machine.DeclaringType == script
                && machine.Name.StartsWith(TopLevel, StringComparison.Ordinal),
            _script);
    }

    private sealed class PoolContext(CellSynchronizationContext cell) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => cell.Post(d, state);

        public override void Send(SendOrPostCallback d, object? state) => d(state);

        public override SynchronizationContext CreateCopy() => this;
    }
}
