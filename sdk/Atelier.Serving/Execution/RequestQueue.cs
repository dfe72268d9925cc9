using System.Diagnostics;
using Atelier.Prediction;
using Microsoft.AspNetCore.Http;

namespace Atelier.Serving;

/// <summary>A model behind a bounded queue, which runs so much at once and joins requests that wait.</summary>
/// <remarks>
/// Inputs must have passed the signature's check. A request that finds a model free which takes less than a millisecond runs on its own
/// thread, with no queue between. Slower models run on threads of their own, so that they do not keep the server from answering others.
/// </remarks>
internal sealed class RequestQueue : IPredictor
{
    // How much of a mean or median of times the latest counts.
    private const double Latest = 0.05;

    // Below a change of threads is dear, above it one request must not hold up the others.
    private const double LongSeconds = 0.001;

    private const int ShortPerProcessor = 8;

    private readonly IPredictor _model;
    private readonly ExecutionOptions _options;
    private readonly LinkedList<WaitingRequest> _waiting = new();
    private readonly Lock _gate = new();
    private readonly Timer _timer;
    private readonly ModelThreads _threads;
    private int _waitingRows;
    private int _running;
    private double _seconds;
    private double _callSeconds;

    /// <summary>Puts a queue before a model.</summary>
    /// <exception cref="ArgumentException">Requests are to be joined, and the model has an input or output that does not begin with the rows.</exception>
    public RequestQueue(string title, IPredictor model, ExecutionOptions options)
    {
        (_model, _options, _threads) = (model, options, new ModelThreads(title));
        _timer = new Timer(static queue => ((RequestQueue)queue!).OnDue(), this, Timeout.Infinite, Timeout.Infinite);
        if (options.MaxBatchSize > 1 && Signature.Inputs.Concat(Signature.Outputs).FirstOrDefault(spec => spec.Shape is not [-1, ..]) is { } odd)
        {
            throw new ArgumentException(
                $"{nameof(ExecutionOptions.MaxBatchSize)} is {options.MaxBatchSize}, and {title} has `{odd}`, which does not begin with rows of any number: "
                + $"its requests cannot be joined. Serve it with {nameof(ExecutionOptions.MaxBatchSize)} 1.",
                nameof(options));
        }
    }

    public ModelSignature Signature => _model.Signature;

    /// <summary>How many requests wait, and how many run; a joined batch runs as one.</summary>
    public (int Waiting, int Running) Load
    {
        get
        {
            lock (_gate)
            {
                return (_waiting.Count, _running);
            }
        }
    }

    private bool IsLong => _callSeconds > LongSeconds;

    /// <summary>How much runs at once, by the options or by what is best for the model.</summary>
    private int Limit => _options.MaxConcurrency ?? (IsLong || Joins ? Environment.ProcessorCount : ShortPerProcessor * Environment.ProcessorCount);

    private bool Joins => _options.MaxBatchSize > 1;

    /// <summary>Places that are free; a request that waits for company in one of them does not count as queued.</summary>
    private int Free => Math.Max(0, Limit - _running);

    /// <summary>Refuses a request that would find no place, before anything is done for it.</summary>
    /// <exception cref="RequestException">503: too many wait already.</exception>
    public void EnsureRoom()
    {
        lock (_gate)
        {
            ThrowIfFull();
        }
    }

    /// <inheritdoc/>
    /// <exception cref="RequestException">503: too many wait already.</exception>
    public ValueTask<IReadOnlyList<NamedTensor>> PredictAsync(IReadOnlyList<NamedTensor> inputs, CancellationToken cancellationToken = default)
    {
        if (Enter(inputs, cancellationToken) is not { } node)
        {
            return RunAtOnceAsync(inputs, cancellationToken);
        }

        return new ValueTask<IReadOnlyList<NamedTensor>>(cancellationToken.CanBeCanceled ? AnswerAsync(node) : node.Value.Task);
    }

    /// <summary>Frees the queue, which nobody waits in any more; the model stays whose it is.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        _threads.Dispose();
    }

    /// <summary>Takes a place in the model, which is null, or in the queue.</summary>
    private LinkedListNode<WaitingRequest>? Enter(IReadOnlyList<NamedTensor> inputs, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_running < Limit && _waiting.Count == 0 && !IsLong && !(Joins && _options.MaxBatchDelay > TimeSpan.Zero))
            {
                _running++;
                return null;
            }

            ThrowIfFull();
            var node = _waiting.AddLast(new WaitingRequest(InOrder(inputs), Joins ? inputs[0].Shape[0] : 1, cancellationToken));
            _waitingRows += node.Value.Rows;
            Dispatch();
            return node;
        }
    }

    private async ValueTask<IReadOnlyList<NamedTensor>> RunAtOnceAsync(IReadOnlyList<NamedTensor> inputs, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            return await _model.PredictAsync(inputs, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Done(start, 1);
        }
    }

    private async Task<IReadOnlyList<NamedTensor>> AnswerAsync(LinkedListNode<WaitingRequest> node)
    {
        using var registration = node.Value.Cancellation.UnsafeRegister(_ => GiveUp(node), null);
        return await node.Value.Task.ConfigureAwait(false);
    }

    private void GiveUp(LinkedListNode<WaitingRequest> node)
    {
        lock (_gate)
        {
            if (node.List is null)
            {
                return;
            }

            Take(node);
        }

        node.Value.TrySetCanceled(node.Value.Cancellation);
    }

    private void Take(LinkedListNode<WaitingRequest> node)
    {
        _waiting.Remove(node);
        _waitingRows -= node.Value.Rows;
    }

    private void OnDue()
    {
        lock (_gate)
        {
            Dispatch();
        }
    }

    /// <summary>Starts what may run now, and has itself called when the first of those that wait for company has waited long enough.</summary>
    private void Dispatch()
    {
        while (_running < Limit && _waiting.First is { } first)
        {
            var left = Joins && _waitingRows < _options.MaxBatchSize
                ? _options.MaxBatchDelay - Stopwatch.GetElapsedTime(first.Value.Since)
                : TimeSpan.Zero;
            if (left > TimeSpan.Zero)
            {
                _timer.Change((long)Math.Ceiling(left.TotalMilliseconds), Timeout.Infinite);
                return;
            }

            var batch = TakeBatch(first);
            _running++;
            if (IsLong)
            {
                _threads.Begin(() => _ = RunAsync(batch));
            }
            else
            {
                ThreadPool.UnsafeQueueUserWorkItem(static work => _ = work.Queue.RunAsync(work.Batch), (Queue: this, Batch: batch), preferLocal: false);
            }
        }
    }

    private List<WaitingRequest> TakeBatch(LinkedListNode<WaitingRequest> first)
    {
        var batch = new List<WaitingRequest> { first.Value };
        var rows = first.Value.Rows;
        var next = first.Next;
        Take(first);
        while (Joins && rows < _options.MaxBatchSize && next is not null)
        {
            var node = next;
            next = node.Next;
            if (rows + node.Value.Rows <= _options.MaxBatchSize && batch[0].Joins(node.Value))
            {
                batch.Add(node.Value);
                rows += node.Value.Rows;
                Take(node);
            }
        }

        return batch;
    }

    private async Task RunAsync(List<WaitingRequest> batch)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            if (batch.Count == 1 || !await RunJoinedAsync(batch).ConfigureAwait(false))
            {
                foreach (var request in batch)
                {
                    await RunAloneAsync(request).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            Done(start, batch.Count);
        }
    }

    private async Task RunAloneAsync(WaitingRequest request)
    {
        try
        {
            request.TrySetResult(await _model.PredictAsync(request.Inputs, request.Cancellation).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (request.Cancellation.IsCancellationRequested)
        {
            request.TrySetCanceled(request.Cancellation);
        }
        catch (Exception error)
        {
            request.TrySetException(error);
        }
    }

    /// <summary>Runs requests as one; false where one of them is refused, which must not refuse the others.</summary>
    private async Task<bool> RunJoinedAsync(List<WaitingRequest> batch)
    {
        using var cancellation = new LastLeft(batch);
        try
        {
            NamedTensor[] joined = [.. Enumerable.Range(0, batch[0].Inputs.Count).Select(i => TensorRows.Join([.. batch.Select(request => request.Inputs[i])]))];
            var outputs = await _model.PredictAsync(joined, cancellation.Token).ConfigureAwait(false);
            Answer(batch, outputs);
        }
        catch (ArgumentException)
        {
            return false;
        }
        catch (OperationCanceledException) when (cancellation.Token.IsCancellationRequested)
        {
            batch.ForEach(request => request.TrySetCanceled(request.Cancellation));
        }
        catch (Exception error)
        {
            batch.ForEach(request => request.TrySetException(error));
        }

        return true;
    }

    private static void Answer(List<WaitingRequest> batch, IReadOnlyList<NamedTensor> outputs)
    {
        var rows = batch.Sum(request => request.Rows);
        if (outputs.FirstOrDefault(output => output.Shape is not [var given, ..] || given != rows) is { } odd)
        {
            throw new InvalidOperationException(
                $"The model answered a joined batch of {rows} rows with `{odd}`; expected {rows} rows. It does not answer row by row: "
                + $"serve it with {nameof(ExecutionOptions.MaxBatchSize)} 1.");
        }

        var start = 0;
        foreach (var request in batch)
        {
            request.TrySetResult([.. outputs.Select(output => TensorRows.Slice(output, start, request.Rows))]);
            start += request.Rows;
        }
    }

    private void Done(long start, int requests)
    {
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        lock (_gate)
        {
            _seconds = Mean(_seconds, seconds / requests);
            _callSeconds = Median(_callSeconds, seconds);
            _running--;
            Dispatch();
        }
    }

    private static double Mean(double before, double latest) => before == 0 ? latest : before + (Latest * (latest - before));

    /// <summary>The median, as it goes: a thread that lost its processor in the middle of a call says nothing of the model.</summary>
    private static double Median(double before, double latest) =>
        before == 0 ? latest : latest > before ? before * (1 + Latest) : before / (1 + Latest);

    private IReadOnlyList<NamedTensor> InOrder(IReadOnlyList<NamedTensor> inputs) =>
        inputs.Count == 1 ? inputs : [.. Signature.Inputs.Select(spec => inputs.First(input => input.Name == spec.Name))];

    private void ThrowIfFull()
    {
        if (_waiting.Count < _options.MaxQueue + Free)
        {
            return;
        }

        var seconds = _waiting.Count * _seconds / Limit;
        throw new RequestException(
            StatusCodes.Status503ServiceUnavailable,
            $"The model is overloaded: {_running} requests run and {_waiting.Count} wait, the most that this server lets wait. Try again later, with fewer requests at once.")
        {
            RetryAfter = TimeSpan.FromSeconds(Math.Clamp(Math.Ceiling(seconds), 1, 60)),
        };
    }
}
