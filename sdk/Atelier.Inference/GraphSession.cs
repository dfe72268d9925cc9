using System.Collections.Concurrent;
using Atelier.Packaging;
using Atelier.Prediction;
using Microsoft.ML.OnnxRuntime;

namespace Atelier.Inference;

/// <summary>A loaded graph that several threads run at once, and that is freed when nobody runs it any more.</summary>
internal sealed class GraphSession : IDisposable
{
    private readonly string _name;
    private readonly InferenceSession _session;
    private readonly GraphPlan _plan;
    private readonly ConcurrentBag<BoundRun> _idle = [];

    // Mostly one thread calls: it finds the run that it left here faster than in the bag.
    private BoundRun? _lastIdle;

    // The most rows that the graph gets at once; null where there is no limit.
    private readonly int? _largestBatch;

    // The owner and every running call; the last to leave frees the session.
    private int _users = 1;
    private int _closed;

    // Files may promise shapes of outputs that they do not keep; then nothing is bound ahead any more.
    private volatile bool _bindingFails;

    private GraphSession(string name, InferenceSession session, GraphPlan plan, int? largestBatch)
    {
        if (largestBatch is not null)
        {
            BatchParts.EnsureSplits(name, plan);
        }

        _largestBatch = largestBatch;
        _name = name;
        _session = session;
        _plan = plan;
    }

    /// <summary>What the graph runs on.</summary>
    public ExecutionProvider Provider { get; private init; }

    /// <summary>The providers that were asked for and could not be used.</summary>
    public IReadOnlyList<PassedOverProvider> PassedOver { get; private init; } = [];

    /// <summary>The outputs, with the shapes that ONNX Runtime inferred where the file has none.</summary>
    public IReadOnlyList<TensorSpec> Outputs => [.. _plan.Outputs.Select(port => port.Spec)];

    /// <summary>Loads a graph that passed <see cref="OnnxGuard"/>.</summary>
    /// <param name="title">What the graph is called in errors.</param>
    /// <param name="graph">The graph.</param>
    /// <param name="folder">Where the files of external weights lie; null for the graph's own data files.</param>
    /// <param name="options">How to run it.</param>
    /// <param name="isForeign">Whether its signature was read from the file, which may be silent on shapes of outputs.</param>
    public static GraphSession Create(string title, OnnxGraph graph, string? folder, OnnxPredictorOptions options, bool isForeign = false)
    {
        var (session, provider, passedOver) = SessionFactory.Create(title, graph, folder, options);
        GraphSession created;
        try
        {
            created = new GraphSession(title, session, GraphPlan.Create(title, graph, session, isForeign), options.LargestBatch) { Provider = provider, PassedOver = passedOver };
        }
        catch
        {
            session.Dispose();
            throw;
        }

        try
        {
            foreach (var rows in options.WarmUpBatches)
            {
                created.Run([.. created._plan.Inputs.Select(port => port.Codec.Zeros(port.Spec, rows))], CancellationToken.None);
            }

            return created;
        }
        catch
        {
            created.Dispose();
            throw;
        }
    }

    /// <summary>Keeps the session alive until the lease is disposed.</summary>
    public Lease Enter()
    {
        var users = Volatile.Read(ref _users);
        while (Volatile.Read(ref _closed) == 0 && users > 0)
        {
            var seen = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (seen == users)
            {
                return new Lease(this);
            }

            users = seen;
        }

        throw new ObjectDisposedException(nameof(OnnxPredictor), $"The predictor of {_name} was disposed; load it again.");
    }

    /// <summary>Runs the graph, within a lease, in parts where the batch is longer than it may be.</summary>
    /// <param name="inputs">The inputs in the graph's order.</param>
    /// <param name="cancellationToken">Looked at between operations and parts.</param>
    public IReadOnlyList<NamedTensor> Run(NamedTensor[] inputs, CancellationToken cancellationToken) =>
        _largestBatch is { } largest && inputs[0].Shape[0] > largest
            ? BatchParts.Run(_plan, inputs, largest, part => RunPart(part, cancellationToken), cancellationToken)
            : RunPart(inputs, cancellationToken);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            Leave();
        }
    }

    private IReadOnlyList<NamedTensor> RunPart(NamedTensor[] inputs, CancellationToken cancellationToken)
    {
        try
        {
            return !_bindingFails && _plan.CanBind(inputs) ? RunBound(inputs, cancellationToken) : RunFresh(inputs, cancellationToken);
        }
        catch (OnnxRuntimeException error)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new InvalidOperationException(
                $"The graph of {_name} failed on {string.Join("; ", (IEnumerable<NamedTensor>)inputs)}: {error.Message}", error);
        }
    }

    private IReadOnlyList<NamedTensor> RunFresh(NamedTensor[] inputs, CancellationToken cancellationToken)
    {
        using var options = new RunOptions();
        using var stop = cancellationToken.UnsafeRegister(static options => ((RunOptions)options!).Terminate = true, options);
        return FreshRun.Run(_session, options, _plan, inputs);
    }

    private IReadOnlyList<NamedTensor> RunBound(NamedTensor[] inputs, CancellationToken cancellationToken)
    {
        var run = Interlocked.Exchange(ref _lastIdle, null);
        if (run is null && !_idle.TryTake(out run))
        {
            run = new BoundRun(_session, _plan);
        }

        try
        {
            var outputs = run.Run(inputs, cancellationToken);
            if (Interlocked.CompareExchange(ref _lastIdle, run, null) is not null)
            {
                _idle.Add(run);
            }

            return outputs;
        }
        catch (OnnxRuntimeException) when (!cancellationToken.IsCancellationRequested)
        {
            run.Dispose();
            var outputs = RunFresh(inputs, cancellationToken);
            _bindingFails = true;
            return outputs;
        }
        catch
        {
            run.Dispose();
            throw;
        }
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _users) > 0)
        {
            return;
        }

        _lastIdle?.Dispose();
        foreach (var run in _idle)
        {
            run.Dispose();
        }

        _session.Dispose();
    }

    /// <summary>One call's share of the session.</summary>
    public readonly struct Lease(GraphSession session) : IDisposable
    {
        public void Dispose() => session.Leave();
    }
}
