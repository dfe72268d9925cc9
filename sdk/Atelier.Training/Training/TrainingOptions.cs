using Atelier.Evaluation;
using TorchSharp;

namespace Atelier.Training;

/// <summary>The settings of a training.</summary>
/// <remarks>A plain value; each setting is checked when it is given.</remarks>
public sealed record TrainingOptions
{
    private readonly IReadOnlyList<IMetric> _accuracy = [new Accuracy()];

    /// <summary>How often the training data is gone through.</summary>
    /// <value>10 by default; at least 1. Not looked at where <see cref="Steps"/> is given.</value>
    public int Epochs
    {
        get;
        init => field = OptionRules.AtLeastOne(value, nameof(Epochs));
    } = 10;

    /// <summary>After how many steps of the optimizer the training ends, within an epoch if need be; that epoch is measured as far as it went.</summary>
    /// <value>Null by default: <see cref="Epochs"/> decides. At least 1.</value>
    public int? Steps
    {
        get;
        init => field = value is null ? null : OptionRules.AtLeastOne(value.Value, nameof(Steps));
    }

    /// <summary>Rows a batch; the last batch of an epoch may have fewer.</summary>
    /// <value>128 by default; at least 1. More than there are rows means all rows.</value>
    public int BatchSize
    {
        get;
        init => field = OptionRules.AtLeastOne(value, nameof(BatchSize));
    } = 128;

    /// <summary>Batches whose gradients are added up for one step of the optimizer, so that memory needs to hold only one of them.</summary>
    /// <value>1 by default; at least 1. The step is that of one batch as large as they are together, but for batch normalisation.</value>
    public int AccumulateBatches
    {
        get;
        init => field = OptionRules.AtLeastOne(value, nameof(AccumulateBatches));
    } = 1;

    /// <summary>What is made small.</summary>
    /// <value><see cref="CrossEntropyLoss"/> by default, for one class of several a row.</value>
    public Loss Loss
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(Loss), "Give a loss, such as new CrossEntropyLoss().");
    } = new CrossEntropyLoss();

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

    /// <summary>How the learning rate changes from step to step.</summary>
    /// <value>Null by default: it stays that of the <see cref="Optimizer"/>.</value>
    public LearningRateSchedule? Schedule { get; init; }

    /// <summary>The longest that the gradient of all weights together may be (its Euclidean norm); a longer one is shortened to it.</summary>
    /// <value>Null by default: any length. Above 0 and finite.</value>
    public double? ClipNorm
    {
        get;
        init => field = value is null ? null : OptionRules.Positive(value.Value, nameof(ClipNorm));
    }

    /// <summary>The largest that the gradient of a single weight may be, either way; a larger one is cut off. Cut before <see cref="ClipNorm"/> is looked at.</summary>
    /// <value>Null by default: any size. Above 0 and finite.</value>
    public double? ClipValue
    {
        get;
        init => field = value is null ? null : OptionRules.Positive(value.Value, nameof(ClipValue));
    }

    /// <summary>The numbers in which the layers compute.</summary>
    /// <value><see cref="TrainingPrecision.Float32"/> by default.</value>
    public TrainingPrecision Precision
    {
        get;
        init => field = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(
            nameof(Precision), value, $"`Precision` must be one of {string.Join(", ", Enum.GetNames<TrainingPrecision>())}.");
    }

    /// <summary>Whether torch must repeat results bit for bit on CUDA as well; an operation that cannot then fails and says so.</summary>
    /// <value>False by default. On the CPU results repeat either way.</value>
    public bool Deterministic { get; init; }

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
    /// <value>
    /// By default accuracy for the losses of this library that compare classes, and none for numbers and for losses of your own. They are used by one training at a time; the weights of rows
    /// do not count in them.
    /// </value>
    public IReadOnlyList<IMetric> Metrics
    {
        get => field ?? (Loss is ClassLoss or BinaryCrossEntropyLoss ? _accuracy : []);
        init => field = Checked(value);
    }

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
