namespace Atelier.Evaluation;

/// <summary>A training that is under way: its history grows, and those who look at it are told.</summary>
/// <remarks>
/// <para>
/// Whoever trains calls <see cref="Start"/>, <see cref="Add"/> after each epoch and <see cref="End"/>, from one thread at a time; a training loop of
/// your own can do so, too. Whoever shows trainings listens to <see cref="Started"/>; notebooks that have loaded Atelier.Interactive draw the curves.
/// </para>
/// <para>
/// Handlers are called on the training's thread and must be quick; an exception of theirs reaches the one who trains. Without handlers nothing
/// is done but to keep the epochs. The properties may be read from any thread.
/// </para>
/// </remarks>
public sealed class LiveTrainingRun : ITrainingRun
{
    private readonly Lock _gate = new();
    private readonly List<EpochResult> _history;
    private readonly TimeProvider _time;
    private readonly long _start;
    private string? _stopReason;
    private TimeSpan _elapsed;

    private LiveTrainingRun(IEnumerable<EpochResult> history, TimeProvider time)
    {
        (_history, _time) = ([.. history], time);
        _start = time.GetTimestamp();
    }

    /// <summary>Raised when a training starts, in the whole process.</summary>
    public static event Action<LiveTrainingRun>? Started;

    /// <summary>Raised when an epoch is added and when the training ends.</summary>
    public event Action? Changed;

    /// <summary>The epochs so far, in order; a copy that does not grow.</summary>
    public IReadOnlyList<EpochResult> History
    {
        get
        {
            lock (_gate)
            {
                return [.. _history];
            }
        }
    }

    /// <summary>Why the training ended, in words; <c>still training</c> while it goes on.</summary>
    public string StopReason
    {
        get
        {
            lock (_gate)
            {
                return _stopReason ?? "still training";
            }
        }
    }

    /// <summary>How long the training took, or has taken so far.</summary>
    public TimeSpan Elapsed
    {
        get
        {
            lock (_gate)
            {
                return _stopReason is null ? _time.GetElapsedTime(_start) : _elapsed;
            }
        }
    }

    /// <summary>Whether the training goes on.</summary>
    public bool IsRunning
    {
        get
        {
            lock (_gate)
            {
                return _stopReason is null;
            }
        }
    }

    /// <summary>Starts a training, and tells those who listen.</summary>
    /// <param name="history">The epochs before, where a training is resumed; null for none.</param>
    /// <param name="timeProvider">Measures the time; null for the system's clock.</param>
    public static LiveTrainingRun Start(IReadOnlyList<EpochResult>? history = null, TimeProvider? timeProvider = null)
    {
        var run = new LiveTrainingRun(history ?? [], timeProvider ?? TimeProvider.System);
        Started?.Invoke(run);
        return run;
    }

    /// <summary>Adds a finished epoch.</summary>
    /// <param name="epoch">Its figures.</param>
    /// <exception cref="InvalidOperationException">The training has ended.</exception>
    public void Add(EpochResult epoch)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        lock (_gate)
        {
            if (_stopReason is not null)
            {
                throw new InvalidOperationException($"The training has ended ({_stopReason}); no epoch can be added. Start a new run for a new training.");
            }

            _history.Add(epoch);
        }

        Changed?.Invoke();
    }

    /// <summary>Ends the training; ending it again changes nothing.</summary>
    /// <param name="reason">Why, in words, such as <c>all 10 epochs done</c>.</param>
    public void End(string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        lock (_gate)
        {
            if (_stopReason is not null)
            {
                return;
            }

            (_elapsed, _stopReason) = (_time.GetElapsedTime(_start), reason);
        }

        Changed?.Invoke();
    }
}
