using Atelier.Evaluation;

namespace Atelier.Training.Tests;

/// <summary>Finished epochs for schedules to look at.</summary>
internal static class Epochs
{
    public static EpochResult Of(int epoch, IReadOnlyList<MetricValue>? training = null, IReadOnlyList<MetricValue>? validation = null) =>
        new(epoch, training ?? [new MetricValue("loss", 1, false)], validation ?? [], TimeSpan.FromSeconds(1));

    /// <summary>Epochs with these losses on the validation rows.</summary>
    public static EpochResult[] WithLosses(params IReadOnlyList<double> losses) =>
        [.. losses.Select((loss, i) => Of(i + 1, validation: [new MetricValue("loss", loss, false)]))];
}
