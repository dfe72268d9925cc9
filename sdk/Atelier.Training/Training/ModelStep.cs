using System.Runtime.InteropServices;
using Atelier.Data;
using Atelier.Prediction;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Atelier.Training;

/// <summary>What happens to the model in a step: outputs, loss, gradients, new weights.</summary>
internal sealed class ModelStep : IDisposable
{
    /// <summary>No trained model has such weights; products of a few of them leave float32.</summary>
    private const double GrownTooFar = 1e8;

    private readonly nn.Module<Tensor, Tensor> _model;
    private readonly TrainingOptions _options;
    private readonly TrainingContext _context;
    private readonly IReadOnlyList<Parameter> _parameters;
    private readonly (Dataset Data, string Name)[] _data;
    private readonly DeviceType _device;
    private long[] _outputShape = [];

    public ModelStep(TrainingContext context, IReadOnlyList<Parameter> parameters, params (Dataset Data, string Name)[] data)
    {
        (_model, _options, _context, _parameters, _data) = (context.Model, context.Options, context, parameters, data);
        _device = parameters[0].device_type;
        Optimizer = _options.Optimizer.Create(parameters);
        Scaler = new GradientScaler(_options.Precision == TrainingPrecision.Float16);
    }

    public IOptimizer Optimizer { get; }

    public GradientScaler Scaler { get; }

    /// <summary>Adds the gradients of a batch to those there are.</summary>
    /// <param name="batch">The rows.</param>
    /// <param name="rows">Their numbers, for messages.</param>
    /// <param name="weight">What all rows of the step weigh together.</param>
    /// <returns>Σ w l over the rows, and the predictions; null where they overflowed as float16 may.</returns>
    public (double WeightedSum, Predictions Predictions)? Learn(BatchBuffer batch, ReadOnlySpan<int> rows, double weight)
    {
        var outputs = Outputs(batch, rows);
        var (sum, predictions) = _options.Loss.Score(outputs, batch);
        if (!double.IsFinite(sum))
        {
            return Scaler is { IsUsed: true, HasFailed: false } ? null : throw LossIsNoNumber(sum, outputs, rows);
        }

        try
        {
            _options.Loss.Backward(outputs, batch, Scaler.Scale / weight);
        }
        catch (ExternalException failure) when (DeviceMemory.IsExhausted(failure))
        {
            throw DeviceMemory.Error(this, batch, rows, failure);
        }
        catch (ExternalException failure)
        {
            throw new InvalidOperationException(
                $"The model's answer cannot be learned from: {failure.Message.Split('\n')[0]} Return float32 logits that were computed from "
                + "the parameters, without detach, and call Fit outside no_grad.",
                failure);
        }

        return (sum, predictions);
    }

    /// <summary>Measures a batch without learning from it.</summary>
    public (double WeightedSum, Predictions Predictions) Measure(BatchBuffer batch, ReadOnlySpan<int> rows) =>
        _options.Loss.Score(Outputs(batch, rows), batch);

    /// <summary>Changes the weights by their gradients, and clears these.</summary>
    /// <param name="learningRate">How far.</param>
    /// <param name="isWhole">False where a batch of the step overflowed: the weights then stay.</param>
    public void Apply(double learningRate, bool isWhole)
    {
        isWhole &= Scaler.Unscale(_parameters);
        Scaler.Update(isWhole);
        if (!isWhole)
        {
            _model.zero_grad();
            if (Scaler.HasFailed)
            {
                throw new LostLossException(
                    FormattableString.Invariant($"The gradients leave float16 at every scale of the loss, last in step {_context.Step + 1} with learning rate {learningRate}. ")
                    + "Take TrainingPrecision.BFloat16 or Float32, a lower learning rate, or scale the features.");
            }

            return;
        }

        if (_options.ClipValue is { } value)
        {
            nn.utils.clip_grad_value_(WithGradients(), value);
        }

        if (_options.ClipNorm is { } norm)
        {
            nn.utils.clip_grad_norm_(WithGradients(), norm);
        }

        Optimizer.Step(learningRate);
    }

    /// <summary>Whether the model can learn from the first so many rows of a batch; leaves no gradients.</summary>
    public bool Fits(BatchBuffer batch, int rows)
    {
        using var scope = NewDisposeScope();
        try
        {
            using var autocast = Autocast.Begin(_options.Precision, _device);
            _model.call(batch.Features().narrow(0, 0, rows)).sum().backward();
            return true;
        }
        catch (ExternalException)
        {
            return false;
        }
        finally
        {
            _model.zero_grad();
        }
    }

    /// <summary>Requires weights that are numbers.</summary>
    /// <param name="when">When they were found, in words.</param>
    /// <param name="advice">What to do.</param>
    /// <exception cref="InvalidOperationException">A weight is NaN or infinite; the message names its parameter.</exception>
    public void EnsureFiniteWeights(string when, string advice)
    {
        if (FirstSpoiltWeights() is { } name)
        {
            throw new LostLossException(FormattableString.Invariant(
                $"The weights `{name}` are no longer finite numbers {when}, with learning rate {_context.LearningRate}. {advice}"));
        }
    }

    public void Dispose()
    {
        Optimizer.Dispose();
        _model.zero_grad();
    }

    private IEnumerable<Parameter> WithGradients() => _parameters.Where(parameter => parameter.grad is not null);

    /// <summary>What the model answers, of a shape that the loss can read.</summary>
    private Tensor Outputs(BatchBuffer batch, ReadOnlySpan<int> rows)
    {
        Tensor outputs;
        try
        {
            using var autocast = Autocast.Begin(_options.Precision, _device);
            outputs = _model.call(batch.Features())
                ?? throw new InvalidOperationException("The model returned null; expected logits, (batch, classes). Return the tensor from `forward`.");
        }
        catch (ExternalException failure) when (DeviceMemory.IsExhausted(failure))
        {
            throw DeviceMemory.Error(this, batch, rows, failure);
        }
        catch (ExternalException failure)
        {
            throw new InvalidOperationException(
                $"The model failed on a batch of shape {Check.Show(batch.Features().shape)}: {failure.Message.Split('\n')[0]} "
                + "Check that its layers fit the rows and each other.",
                failure);
        }

        // The width is looked at once, and the labels with it, which takes a pass over the data.
        var shape = outputs.shape;
        if (!shape.AsSpan(Math.Min(1, shape.Length)).SequenceEqual(_outputShape.AsSpan(Math.Min(1, _outputShape.Length))) || _outputShape.Length == 0)
        {
            _options.Loss.EnsureOutputs(shape, batch.Count, _data);
            _outputShape = shape;
        }
        else if (shape.Length == 0 || shape[0] != batch.Count)
        {
            _options.Loss.EnsureOutputs(shape, batch.Count);
        }

        return outputs;
    }

    private string? FirstSpoiltWeights()
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, parameter) in _model.named_parameters())
        {
            if (parameter.is_floating_point() && !parameter.isfinite().all().item<bool>())
            {
                return name;
            }
        }

        return null;
    }

    private LostLossException LossIsNoNumber(double sum, Tensor outputs, ReadOnlySpan<int> rows)
    {
        return new LostLossException(
            FormattableString.Invariant($"The loss became {sum} in step {_context.Step + 1} (batch {_context.Batch + 1} of epoch {_context.Epoch}, rows {RowsText(rows)}), ")
            + FormattableString.Invariant($"with learning rate {_context.LearningRate}. {LikelyCause(outputs)}"));
    }

    private string LikelyCause(Tensor outputs)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        if (FirstSpoiltWeights() is { } name)
        {
            return $"The weights `{name}` are no longer finite numbers, so an earlier step went too far: take a lower learning rate, scale the features, or set ClipNorm.";
        }

        var (grown, size) = _model.named_parameters().Where(entry => entry.parameter.is_floating_point())
            .Select(entry => (entry.name, entry.parameter.abs().max().to(ScalarType.Float64).item<double>())).MaxBy(entry => entry.Item2);
        if (size > GrownTooFar)
        {
            return FormattableString.Invariant(
                $"The weights `{grown}` have grown to {size:0.#E+0}, so earlier steps went too far: take a lower learning rate, scale the features, or set ClipNorm.");
        }

        return outputs.isfinite().all().item<bool>()
            ? $"The model's outputs are finite, so the loss `{_options.Loss.Name}` itself gave a number that is none: look at it with the outputs and targets of these rows."
            : "The features and weights are finite, so the model's own arithmetic gave a number that is none: look for a division by 0, a logarithm or root of what is not above 0"
                + (_options.Precision == TrainingPrecision.Float16 ? ", or numbers above 65,504, and try TrainingPrecision.BFloat16." : ", or features that are not scaled.");
    }

    private static string RowsText(ReadOnlySpan<int> rows) =>
        string.Join(", ", rows[..Math.Min(8, rows.Length)].ToArray()) + (rows.Length > 8 ? ", ..." : "");
}
