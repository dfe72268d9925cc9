using Atelier.Prediction;

namespace Atelier.Serving;

/// <summary>A version of a model while it is served, which lives until the last request that entered it has left.</summary>
internal sealed class HostedModel
{
    private readonly IPredictor? _owned;
    private readonly RequestQueue _queue;
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _holders = 1;
    private int _retired;
    private Finding? _finding;

    /// <summary>Takes a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="isOwned">Whether its predictor is disposed with it; a caller's own is not.</param>
    /// <param name="execution">How it runs where the model does not say.</param>
    public HostedModel(ServedModel model, bool isOwned, ExecutionOptions execution)
    {
        Model = model;
        _owned = isOwned ? model.Predictor : null;
        _queue = new RequestQueue($"the model `{model.Name}`", model.Predictor, model.Execution ?? execution);
    }

    /// <summary>The model.</summary>
    public ServedModel Model { get; }

    /// <summary>What answers requests, through the model's queue.</summary>
    public IPredictor Predictor => _queue;

    /// <summary>What it has answered.</summary>
    public ModelCounters Counters { get; } = new();

    /// <summary>What the last look at its requests found; null where nobody has looked.</summary>
    public Finding? Finding
    {
        get => Volatile.Read(ref _finding);
        set => Volatile.Write(ref _finding, value);
    }

    /// <summary>How many requests wait, and how many run.</summary>
    public (int Waiting, int Running) Load => _queue.Load;

    /// <summary>Refuses a request that would find no place in the queue, before its body is read.</summary>
    /// <exception cref="RequestException">503: too many wait already.</exception>
    public void EnsureRoom() => _queue.EnsureRoom();

    /// <summary>Done when the model has been retired and its last request has left.</summary>
    public Task Left => _left.Task;

    /// <summary>Enters a request; false when the model has been freed.</summary>
    public bool TryEnter()
    {
        var holders = Volatile.Read(ref _holders);
        while (holders > 0)
        {
            var seen = Interlocked.CompareExchange(ref _holders, holders + 1, holders);
            if (seen == holders)
            {
                return true;
            }

            holders = seen;
        }

        return false;
    }

    /// <summary>A request has been answered.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            _queue.Dispose();
            _owned?.Dispose();
            _left.SetResult();
        }
    }

    /// <summary>Frees the model when its last request has left; a second call does nothing.</summary>
    public void Retire()
    {
        if (Interlocked.Exchange(ref _retired, 1) == 0)
        {
            Leave();
        }
    }
}
