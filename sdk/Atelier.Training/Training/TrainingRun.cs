using System.Runtime.InteropServices;
using Atelier.Data;
using Atelier.Evaluation;
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
    private readonly TorchSettings _settings;
    private readonly ModuleModes _modes;
    private readonly IOptimizer _optimizer;
    private readonly BatchBuffer _trainBuffer;
    private readonly BatchBuffer? _validationBuffer;
    private readonly int _validationBatch;
    private int _classes;

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
        // A batch that the user chose to fit a large model's memory stays what it is.
        _validationBatch = ThreadChoice.IsSmallAndDense(model, options.BatchSize)
            ? Math.Max(options.BatchSize, ValidationValues / train.FeatureCount)
            : options.BatchSize;
        _trainBuffer = new BatchBuffer(train, options.BatchSize, _device);
        _validationBuffer = validation is null ? null : new BatchBuffer(validation, _validationBatch, _device);
        model.zero_grad();
        _optimizer = options.Optimizer.Create(parameters);
        _modes = new ModuleModes(model);

        // Last, so that nothing is left changed when something above fails.
        _settings = new TorchSettings(options.Threads ?? ThreadChoice.For(model, options.BatchSize), options.Seed);
    }

    public TrainingResult Run(CancellationToken cancellationToken)
    {
        var start = _time.GetTimestamp();
        try
        {
            _callbacks.TrainingStart();
            RunEpochs(cancellationToken);
        }
        catch
        {
            _context.RequestStop("failed");
            _callbacks.TrainingEnd(report: false);
            throw;
        }

        var cancelled = cancellationToken.IsCancellationRequested && _context.StopReason is null && _context.Results.Count < _options.Epochs;
        _context.RequestStop(cancelled ? $"cancelled in epoch {_context.Epoch}" : $"all {_options.Epochs} epochs done");
        _callbacks.TrainingEnd(report: true);
        var (data, device, endedAt) = (_train, _device, _time.GetUtcNow());
        var result = new TrainingResult(result => TrainingProvenance.Of(result, data, device, endedAt))
        {
            History = [.. _context.Results],
            ModelEpoch = _context.WeightsOf ?? _context.Results.Count,
            StopReason = _context.StopReason!,
            Elapsed = _time.GetElapsedTime(start),
            Options = _options,
        };
        return cancelled ? throw new TrainingCanceledException(result, cancellationToken) : result;
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        _model.zero_grad();
        _trainBuffer.Dispose();
        _validationBuffer?.Dispose();
        _modes.Restore();
        _settings.Dispose();
    }

    private void RunEpochs(CancellationToken cancellationToken)
    {
        var random = new Random(_options.Seed);
        var order = Enumerable.Range(0, _train.Count).ToArray();
        for (var epoch = 1; epoch <= _options.Epochs && _context.StopReason is null && !cancellationToken.IsCancellationRequested; epoch++)
        {
            var start = _time.GetTimestamp();
            (_context.Epoch, _context.Batch) = (epoch, 0);
            _callbacks.EpochStart();
            random.Shuffle(order);
            if (LearnFrom(order, cancellationToken) is not { } training)
            {
                return;
            }

            var validation = Validate(cancellationToken);
            if (_validation is not null && validation is null)
            {
                return;
            }

            var result = new EpochResult(epoch, training, validation ?? [], _time.GetElapsedTime(start))
            {
                LearningRate = _options.Optimizer.LearningRate,
            };
            _context.Results.Add(result);
            _callbacks.EpochEnd(result);
        }
    }

    /// <summary>One pass over the training rows; null when it was ended early.</summary>
    private MetricValue[]? LearnFrom(int[] order, CancellationToken cancellationToken)
    {
        ResetMetrics();
        _model.train();
        var total = 0.0;
        for (var start = 0; start < order.Length; start += _options.BatchSize)
        {
            if (cancellationToken.IsCancellationRequested || _context.StopReason is not null)
            {
                return null;
            }

            _trainBuffer.Gather(order.AsSpan(start, Math.Min(_options.BatchSize, order.Length - start)));
            var loss = Step();
            total += loss;
            _context.BatchLoss = loss / _trainBuffer.Count;
            _context.Batch++;
            _context.Step++;
            _callbacks.BatchEnd();
        }

        EnsureFiniteWeights();
        return Figures(total / order.Length);
    }

    /// <summary>Learns from the rows in the buffer and gives the sum of their losses.</summary>
    private double Step()
    {
        using var scope = NewDisposeScope();
        var logits = Forward(_trainBuffer); // (batch, classes)
        var (sum, predictions) = _trainBuffer.Score(logits);
        if (!double.IsFinite(sum))
        {
            throw LossIsNoNumber(sum);
        }

        try
        {
            logits.backward([_trainBuffer.Gradient(predictions)]);
        }
        catch (ExternalException failure)
        {
            throw new InvalidOperationException(
                $"The model's answer cannot be learned from: {failure.Message.Split('\n')[0]} Return float32 logits that were computed from "
                + "the parameters, without detach, and call Fit outside no_grad.",
                failure);
        }

        _optimizer.Step();
        foreach (var metric in _options.Metrics)
        {
            metric.Update(predictions, _trainBuffer.Labels);
        }

        return sum;
    }

    /// <summary>Measures on the validation rows; null without any, or when cancelled.</summary>
    private MetricValue[]? Validate(CancellationToken cancellationToken)
    {
        if (_validation is null)
        {
            return null;
        }

        ResetMetrics();
        _model.eval();
        using var guard = no_grad();
        var total = 0.0;
        var size = _validationBatch;
        for (var start = 0; start < _validation.Count; start += size)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return null;
            }

            _validationBuffer!.Copy(start, Math.Min(size, _validation.Count - start));
            using var scope = NewDisposeScope();
            var (sum, predictions) = _validationBuffer.Score(Forward(_validationBuffer));
            total += sum;
            foreach (var metric in _options.Metrics)
            {
                metric.Update(predictions, _validationBuffer.Labels);
            }
        }

        return Figures(total / _validation.Count);
    }

    /// <summary>The logits of the rows in a buffer, as float32 in CPU memory; gradients flow back through them.</summary>
    private Tensor Forward(BatchBuffer buffer)
    {
        var input = buffer.Features();
        Tensor logits;
        try
        {
            logits = _model.call(input)
                ?? throw new InvalidOperationException("The model returned null; expected logits, (batch, classes). Return the tensor from `forward`.");
        }
        catch (ExternalException failure)
        {
            throw new InvalidOperationException(
                $"The model failed on a batch of shape {Check.Show(input.shape)}: {failure.Message.Split('\n')[0]} "
                + "Check that its layers fit the rows and each other.",
                failure);
        }

        var shape = logits.shape;
        if (shape.Length != 2 || shape[0] != buffer.Count || shape[1] < 2)
        {
            throw new InvalidOperationException(
                $"The model returned shape {Check.Show(shape)} for {buffer.Count} rows; expected ({buffer.Count}, classes), a logit for each class.");
        }

        if (_classes != shape[1])
        {
            _classes = (int)shape[1];
            FitChecks.EnsureLabels(_train, _classes, "train");
            if (_validation is not null)
            {
                FitChecks.EnsureLabels(_validation, _classes, "validation");
            }
        }

        return logits.dtype == ScalarType.Float32 && logits.device_type == DeviceType.CPU ? logits : logits.to(ScalarType.Float32, CPU);
    }

    /// <summary>The last step of an epoch may have spoilt the weights without a loss that shows it.</summary>
    private void EnsureFiniteWeights()
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, parameter) in _model.named_parameters())
        {
            if (parameter.is_floating_point() && !parameter.isfinite().all().item<bool>())
            {
                throw new InvalidOperationException(FormattableString.Invariant(
                    $"The weights `{name}` are no longer finite numbers after epoch {_context.Epoch}, with learning rate {_options.Optimizer.LearningRate}. ")
                    + "Take a lower learning rate, scale the features, or check the weights that the training began with.");
            }
        }
    }

    private InvalidOperationException LossIsNoNumber(double loss) => new(
        FormattableString.Invariant($"The loss became {loss / _trainBuffer.Count} in step {_context.Batch + 1} of epoch {_context.Epoch}, ")
        + FormattableString.Invariant($"with learning rate {_options.Optimizer.LearningRate}. The data is finite, so the weights have grown too far: ")
        + "take a lower learning rate, or scale the features.");

    private void ResetMetrics()
    {
        foreach (var metric in _options.Metrics)
        {
            metric.Reset();
        }
    }

    private MetricValue[] Figures(double loss) =>
    [
        new MetricValue(EpochResult.Loss, loss, HigherIsBetter: false),
        .. _options.Metrics.Select(metric => new MetricValue(metric.Name, metric.Compute(), metric.HigherIsBetter)),
    ];
}
