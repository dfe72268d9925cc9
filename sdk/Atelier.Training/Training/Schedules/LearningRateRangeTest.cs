using Atelier.Data;
using TorchSharp;

namespace Atelier.Training;

/// <summary>Finds a learning rate: trains for a few steps at a rate that rises, and looks where the loss falls fastest.</summary>
/// <remarks>Smith 2017, "Cyclical Learning Rates for Training Neural Networks", section 3.3; smoothing and stop as in fastai's <c>lr_find</c>.</remarks>
public static class LearningRateRangeTest
{
    /// <summary>How much of the running mean of the loss stays at each step.</summary>
    private const double Smoothing = 0.95;

    /// <summary>How many times its lowest value the loss may be before the test ends.</summary>
    private const double Diverging = 4;

    /// <summary>The share of the first loss that five steps must take off at some rate.</summary>
    private const double LeastFall = 1e-4;

    /// <summary>Runs the test. The model has its weights and buffers back afterwards.</summary>
    /// <param name="model">As for <see cref="Trainer"/>.</param>
    /// <param name="data">The training rows.</param>
    /// <param name="options">The settings of the training that is to come; its learning rate, schedule and length are not looked at. Null for the defaults.</param>
    /// <param name="lowest">The first learning rate; above 0.</param>
    /// <param name="highest">The last; above the first.</param>
    /// <param name="steps">How many rates are tried, evenly on a logarithmic scale; at least 10.</param>
    /// <param name="cancellationToken">Stops the test; the model has its weights back then, too.</param>
    /// <exception cref="ArgumentException">A number is outside its range, or the data does not fit the model.</exception>
    /// <exception cref="InvalidOperationException">The loss never fell, or the model failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static LearningRateRange Run(
        torch.nn.Module<torch.Tensor, torch.Tensor> model,
        Dataset data,
        TrainingOptions? options = null,
        double lowest = 1e-6,
        double highest = 1,
        int steps = 100,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        OptionRules.Positive(lowest, nameof(lowest));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(OptionRules.Positive(highest, nameof(highest)), lowest, nameof(highest));
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 10);
        options ??= new TrainingOptions();
        var rising = options with
        {
            Steps = steps,
            Optimizer = options.Optimizer with { LearningRate = lowest },
            Schedule = new Rising(Math.Pow(highest / lowest, 1.0 / (steps - 1))),
            Metrics = [],
        };
        using var state = new ModelState(model);
        state.Capture();
        var recorder = new Recorder();
        try
        {
            new Trainer(model, rising).Fit(data, null, [recorder], cancellationToken);
        }
        catch (LostLossException) when (recorder.Points.Count > 0)
        {
            recorder.Diverged ??= recorder.Points[^1].LearningRate;
        }
        finally
        {
            state.Restore();
        }

        return new LearningRateRange(recorder.Points, Steepest(recorder.Points), recorder.Diverged);
    }

    /// <summary>The rate in the middle of the five steps over which the loss falls most; their logarithms lie evenly.</summary>
    private static double Steepest(List<(double LearningRate, double Loss)> points)
    {
        const int reach = 2;
        // Less is the noise of sums in another order.
        var (best, fall) = (-1, LeastFall * Math.Abs(points[0].Loss));
        for (var i = reach; i < points.Count - reach; i++)
        {
            var slope = points[i - reach].Loss - points[i + reach].Loss;
            (best, fall) = slope > fall ? (i, slope) : (best, fall);
        }

        return best >= 0 ? points[best].LearningRate : throw new InvalidOperationException(
            FormattableString.Invariant($"The loss did not fall at any of the {points.Count} learning rates from {points[0].LearningRate:0.0E+0} to {points[^1].LearningRate:0.0E+0}. ")
            + "Try lower rates and more steps, or check that the labels have to do with the features.");
    }

    private sealed record Rising(double Ratio) : LearningRateSchedule
    {
        public override double Factor(ScheduleStep step) => Math.Pow(Ratio, step.Step);
    }

    private sealed class Recorder : TrainingCallback
    {
        private double _mean;
        private double _lowest = double.PositiveInfinity;

        public List<(double LearningRate, double Loss)> Points { get; } = [];

        public double? Diverged { get; set; }

        public override void OnBatchEnd(TrainingContext context)
        {
            _mean = (Smoothing * _mean) + ((1 - Smoothing) * context.BatchLoss);
            // A mean that began at 0 is too small by what is missing of its weights.
            var loss = _mean / (1 - Math.Pow(Smoothing, Points.Count + 1));
            Points.Add((context.LearningRate, loss));
            _lowest = Math.Min(_lowest, loss);
            if (loss > Diverging * _lowest)
            {
                Diverged = context.LearningRate;
                context.RequestStop("the loss has left the ground");
            }
        }
    }
}
