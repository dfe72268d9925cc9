using Atelier.Data;
using Atelier.Evaluation;
using Atelier.Packaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>One call of <see cref="Trainer.Fit"/>.</summary>
internal sealed class TrainingRun : IDisposable
{
    /// <summary>Values in a validation step of a small model, where larger batches cost a little memory and save time: 2 MB.</summary>
    private const int ValidationValues = 1 << 19;

    private readonly nn.Module<Tensor, Tensor> _model;
    private readonly TrainingOptions _options;
    private readonly Dataset _train;
    private readonly Dataset? _validation;
    private readonly CallbackList _callbacks;
    private readonly TimeProvider _time;
    private readonly TrainingContext _context;
    private readonly torch.Device _device;
    private readonly ThreadChoice _threads;
    private readonly TorchSettings _settings;
    private readonly ModuleModes _modes;
    private readonly ModelStep _step;
    private readonly EpochFigures _figures;
    private readonly BatchReader _trainBatches;
    private readonly BatchReader? _validationBatches;
    private readonly int _validationBatch;
    private readonly int[] _order;
    private readonly TrainingState _state;

    public TrainingRun(
        nn.Module<Tensor, Tensor> model,
        TrainingOptions options,
        Dataset train,
        Dataset? validation,
        IReadOnlyList<TrainingCallback> callbacks,
        TimeProvider time)
    {
        (_model, _options, _train, _validation, _time) = (model, options, train, validation, time);
        _context = new TrainingContext(model, options, train.Count, validation is not null);
        _callbacks = new CallbackList(callbacks, _context);
        if (options.Device is { } wanted)
        {
            Device.EnsureAvailable(wanted);
            model.to(wanted);
        }

        var parameters = model.parameters().Where(parameter => parameter.requires_grad).DistinctBy(parameter => parameter.Handle).ToList();
        _device = parameters[0].device;
        _threads = ThreadChoice.For(model, options);
        // A batch that the user chose to fit a large model's memory stays what it is.
        _validationBatch = ThreadChoice.IsSmallAndDense(model, options.BatchSize)
            ? Math.Max(options.BatchSize, ValidationValues / train.FeatureCount)
            : options.BatchSize;
        _order = new int[train.Count];
        _figures = new EpochFigures(options.Metrics);
        _trainBatches = new BatchReader(train, nameof(train), options.BatchSize, _device);
        _validationBatches = validation is null ? null : new BatchReader(validation, nameof(validation), _validationBatch, _device);
        model.zero_grad();
        _step = new ModelStep(_context, parameters, validation is null ? [(train, nameof(train))] : [(train, nameof(train)), (validation, nameof(validation))]);
        _modes = new ModuleModes(model);
        _state = new TrainingState(_context, _step, _figures, _callbacks, TrainingProvenance.Settings(options, train));

        // Last, so that nothing is left changed when something above fails.
        _settings = new TorchSettings(_threads.Count, options.Seed, options.Deterministic);
    }

    public TrainingResult Run(CancellationToken cancellationToken)
    {
        var start = _time.GetTimestamp();
        using var energy = EnergyMeter.Start();
        var memory = PeakMemory.Start();
        try
        {
            _callbacks.TrainingStart();
            _state.Resume();
            _step.EnsureFiniteWeights("before the training", "Check the weights that the training begins with.");
            RunEpochs(memory, cancellationToken);
        }
        catch
        {
            _context.RequestStop("failed");
            _callbacks.TrainingEnd(report: false);
            throw;
        }

        var cancelled = cancellationToken.IsCancellationRequested && _context.StopReason is null && !IsDone;
        _context.RequestStop(cancelled ? $"cancelled in epoch {_context.Epoch}"
            : _options.Steps is { } steps ? $"all {steps} steps done" : $"all {_options.Epochs} epochs done");
        _callbacks.TrainingEnd(report: true);
        var (data, device, endedAt) = (_train, _device, _time.GetUtcNow());
        // Asked now: later the folder may be another, or hold another commit.
        var commit = GitCommit.Find(Environment.CurrentDirectory);
        var result = new TrainingResult(result => TrainingProvenance.Of(result, data, device, endedAt, commit))
        {
            History = [.. _context.Results],
            ModelEpoch = _context.WeightsOf ?? _context.Results.Count,
            Steps = _context.Step,
            StopReason = _context.StopReason!,
            Elapsed = _time.GetElapsedTime(start),
            Energy = energy.Stop(),
            PeakMemory = memory.Bytes(),
            Threads = _threads,
            Notes = [.. _context.NotesTaken],
            Options = _options,
        };
        return cancelled ? throw new TrainingCanceledException(result, cancellationToken) : result;
    }

    public void Dispose()
    {
        _step.Dispose();
        _trainBatches.Dispose();
        _validationBatches?.Dispose();
        _modes.Restore();
        _settings.Dispose();
    }

    private bool IsDone => _context.Step >= _context.TotalSteps && _context.Epoch == _context.Results.Count;

    private void RunEpochs(PeakMemory memory, CancellationToken cancellationToken)
    {
        while (!IsDone && _context.StopReason is null && !cancellationToken.IsCancellationRequested)
        {
            var start = _time.GetTimestamp();
            if (_context.Epoch == _context.Results.Count)
            {
                (_context.Epoch, _context.Batch) = (_context.Epoch + 1, 0);
                _figures.Reset();
            }

            _callbacks.EpochStart();
            if (!LearnFromRows(cancellationToken))
            {
                return;
            }

            var training = _figures.Compute();
            _step.EnsureFiniteWeights(
                $"after epoch {_context.Epoch}", "Take a lower learning rate, scale the features, or check the weights that the training began with.");
            if (!Validate(cancellationToken))
            {
                return;
            }

            memory.Sample();
            var validation = _validation is null ? [] : _figures.Compute();
            var result = new EpochResult(_context.Epoch, training, validation, _time.GetElapsedTime(start)) { LearningRate = _context.LearningRate };
            _context.Results.Add(result);
            _callbacks.EpochEnd(result);
            _state.SaveWanted();
        }
    }

    /// <summary>Goes through the rest of the epoch's rows; false when that was ended early.</summary>
    private bool LearnFromRows(CancellationToken cancellationToken)
    {
        _model.train();
        EpochOrder.Draw(_order, _options.Seed, _context.Epoch);
        for (var (isWhole, weight) = (true, 0.0); _context.Batch < _context.BatchesPerEpoch && _context.Step < _context.TotalSteps;)
        {
            if (cancellationToken.IsCancellationRequested || _context.StopReason is not null)
            {
                return false;
            }

            if (_context.Batch % _options.AccumulateBatches == 0)
            {
                (isWhole, weight) = (true, Weight(_context.Batch * (long)_options.BatchSize, _options.BatchSize * (long)_options.AccumulateBatches));
                _context.LearningRate = _options.Optimizer.LearningRate * (_options.Schedule?.CheckedFactor(
                    new ScheduleStep(_context.Step, _context.StepsPerEpoch, _context.TotalSteps, _context.Results)) ?? 1);
            }

            isWhole &= LearnFromBatch(weight);
            var isStep = ++_context.Batch % _options.AccumulateBatches == 0 || _context.Batch == _context.BatchesPerEpoch;
            if (isStep)
            {
                _step.Apply(_context.LearningRate, isWhole);
                _context.Step++;
                _callbacks.BatchEnd();
                _state.SaveWanted();
            }

        }

        return true;
    }

    /// <summary>Adds the gradients of the next batch; false where they overflowed.</summary>
    private bool LearnFromBatch(double weight)
    {
        var rows = Batch(_order, _context.Batch, _options.BatchSize);
        var batch = _trainBatches.Read(rows, Batch(_order, _context.Batch + 1, _options.BatchSize));
        var batchWeight = _options.AccumulateBatches == 1 ? weight : Weight(_context.Batch * (long)_options.BatchSize, rows.Length);
        using var scope = NewDisposeScope();
        if (_step.Learn(batch, rows.Span, weight) is not { } scored)
        {
            return false;
        }

        _context.BatchLoss = scored.WeightedSum / batchWeight;
        _figures.Add(scored.WeightedSum, batchWeight, scored.Predictions, batch.Rows.Labels);
        return true;
    }

    /// <summary>Measures on the validation rows, if there are any; false when cancelled.</summary>
    private bool Validate(CancellationToken cancellationToken)
    {
        if (_validation is null)
        {
            return true;
        }

        _figures.Reset();
        _model.eval();
        using var guard = no_grad();
        using var exact = new LstmWithoutOneDnn(_model);
        var order = Enumerable.Range(0, _validation.Count).ToArray();
        for (var i = 0; i * (long)_validationBatch < order.Length; i++)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return false;
            }

            var rows = Batch(order, i, _validationBatch);
            var batch = _validationBatches!.Read(rows, Batch(order, i + 1, _validationBatch));
            using var scope = NewDisposeScope();
            var (sum, predictions) = _step.Measure(batch, rows.Span);
            _figures.Add(sum, Weight(_validation, rows.Span), predictions, batch.Rows.Labels);
        }

        return true;
    }

    /// <summary>What a run of the epoch's rows weighs; never 0, since rows without weight then add nothing to divide.</summary>
    private double Weight(long first, long count)
    {
        var weight = Weight(_train, _order.AsSpan((int)first, (int)Math.Min(count, _order.Length - first)));
        return weight > 0 ? weight : 1;
    }

    private double Weight(Dataset data, ReadOnlySpan<int> rows)
    {
        if (_options.Loss.WeighsAlike(data))
        {
            return rows.Length;
        }

        var sum = 0.0;
        foreach (var row in rows)
        {
            sum += _options.Loss.RowWeight(data, row);
        }

        return sum;
    }

    private static ReadOnlyMemory<int> Batch(int[] order, int number, int size)
    {
        var first = number * (long)size;
        return first < order.Length ? order.AsMemory((int)first, (int)Math.Min(size, order.Length - first)) : default;
    }
}
