using Atelier.Evaluation;
using Atelier.Packaging;

namespace Atelier.Training;

/// <summary>What came out of a training, besides the trained model itself.</summary>
/// <remarks>A plain value; a notebook draws its curves.</remarks>
public sealed class TrainingResult : ITrainingRun
{
    private readonly Lazy<Provenance> _provenance;

    internal TrainingResult(Func<TrainingResult, Provenance> provenance) =>
        _provenance = new Lazy<Provenance>(() => provenance(this));

    /// <inheritdoc/>
    public required IReadOnlyList<EpochResult> History { get; init; }

    /// <summary>The epoch whose weights the model has: the last, unless a callback put back those of a better one.</summary>
    /// <value>From 1; 0 when no epoch was finished.</value>
    public required int ModelEpoch { get; init; }

    /// <summary>The steps of the optimizer, those before the training was resumed included.</summary>
    public required int Steps { get; init; }

    /// <summary>The energy that the training took, and how it was found: measured where the machine allows, else estimated. Its CO2e: <see cref="EnergyReading.CarbonDioxide"/>.</summary>
    public required EnergyReading Energy { get; init; }

    /// <summary>The largest resident memory of the process while it trained, in bytes: data, model, .NET and all.</summary>
    public required long PeakMemory { get; init; }

    /// <summary>The processor threads that torch had, and why.</summary>
    public required ThreadChoice Threads { get; init; }

    /// <summary>What else there is to know, such as that it was resumed, or that a checkpoint was damaged; empty as a rule.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <inheritdoc/>
    public required string StopReason { get; init; }

    /// <inheritdoc/>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>The settings of the training.</summary>
    public required TrainingOptions Options { get; init; }

    /// <summary>The record of the training for a model package; its figures are those of <see cref="ModelEpoch"/>.</summary>
    /// <remarks>Made when first asked for, since the checksum of large data takes a moment.</remarks>
    public Provenance Provenance => _provenance.Value;

    /// <summary>Epochs, time and the last figures in one line.</summary>
    public override string ToString()
    {
        var last = History.Count == 0 ? "" : $"; {EpochText.Figures(History[^1])}";
        return FormattableString.Invariant($"{History.Count} epochs in {Elapsed.TotalSeconds:0.0} s, {StopReason}{last}");
    }
}
