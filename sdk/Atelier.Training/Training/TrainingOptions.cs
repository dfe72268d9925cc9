using Atelier.Evaluation;
using TorchSharp;

namespace Atelier.Training;

/// <summary>The settings of a training.</summary>
/// <remarks>A plain value; each setting is checked when it is given.</remarks>
public sealed record TrainingOptions
{
    /// <summary>How often the training data is gone through.</summary>
    /// <value>10 by default; at least 1.</value>
    public int Epochs
    {
        get;
        init => field = OptionRules.AtLeastOne(value, nameof(Epochs));
    } = 10;

    /// <summary>Rows a step; the last step of an epoch may have fewer.</summary>
    /// <value>128 by default; at least 1. More than there are rows means all rows.</value>
    public int BatchSize
    {
        get;
        init => field = OptionRules.AtLeastOne(value, nameof(BatchSize));
    } = 128;

    /// <summary>Draws the order of the rows, and what the model draws while training, such as dropout.</summary>
    /// <value>0 by default. On the CPU equal seeds, weights, data and thread counts give equal results, bit for bit.</value>
    public int Seed { get; init; }

    /// <summary>How weights follow from gradients.</summary>
    /// <value><see cref="Adam"/> with its defaults.</value>
    public OptimizerOptions Optimizer
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(Optimizer), "Give an optimizer, such as new Adam().");
    } = new Adam();

    /// <summary>Where to train; the model is moved there and stays there.</summary>
    /// <value>Null by default: where the model is. See <see cref="Training.Device"/>.</value>
    public torch.Device? Device { get; init; }

    /// <summary>Processor threads for torch while training.</summary>
    /// <value>Null by default: one for a small dense model, whose steps are too short to share, else torch's own number.</value>
    public int? Threads
    {
        get;
        init => field = value is null ? null : OptionRules.AtLeastOne(value.Value, nameof(Threads));
    }

    /// <summary>What is measured besides the loss, on the training rows as they are learned from and on the validation rows.</summary>
    /// <value>Accuracy by default. They are used by one training at a time.</value>
    public IReadOnlyList<IMetric> Metrics
    {
        get;
        init => field = Checked(value);
    } = [new Accuracy()];

    private static IReadOnlyList<IMetric> Checked(IReadOnlyList<IMetric> metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics, nameof(Metrics));
        var names = new HashSet<string> { EpochResult.Loss };
        foreach (var metric in metrics)
        {
            ArgumentNullException.ThrowIfNull(metric, nameof(Metrics));
            if (!names.Add(metric.Name))
            {
                throw new ArgumentException(
                    $"`Metrics` holds two figures called `{metric.Name}`; expected different names, and none `loss`.", nameof(Metrics));
            }
        }

        return [.. metrics];
    }
}
