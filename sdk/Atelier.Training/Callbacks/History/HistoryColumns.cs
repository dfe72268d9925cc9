using Atelier.Evaluation;

namespace Atelier.Training;

/// <summary>What the lines of a history file tell of an epoch, besides its number, time and learning rate.</summary>
/// <param name="Training">The names of the figures on the training rows.</param>
/// <param name="Validation">The names of the figures on the validation rows.</param>
/// <param name="HasSteps">Whether there are lines of single steps as well.</param>
internal sealed record HistoryColumns(IReadOnlyList<string> Training, IReadOnlyList<string> Validation, bool HasSteps)
{
    /// <summary>What a training will measure.</summary>
    public static HistoryColumns Of(TrainingContext context, bool hasSteps)
    {
        var names = context.Options.Metrics.Select(metric => metric.Name).Prepend(EpochResult.Loss).ToArray();
        return new HistoryColumns(names, context.HasValidation ? names : [], hasSteps);
    }

    /// <summary>What a training has measured; figures that only some epochs have count as well.</summary>
    public static HistoryColumns Of(IEnumerable<EpochResult> history) =>
        new(Names(history.Select(epoch => epoch.Training)), Names(history.Select(epoch => epoch.Validation)), HasSteps: false);

    /// <summary>The names of the figures of which a higher one is better, each once.</summary>
    public static IEnumerable<string> HigherIsBetter(EpochResult epoch) =>
        epoch.Training.Concat(epoch.Validation).Where(figure => figure.HigherIsBetter).Select(figure => figure.Name).Distinct();

    private static string[] Names(IEnumerable<IReadOnlyList<MetricValue>> figures) =>
        [.. figures.SelectMany(epoch => epoch).Select(figure => figure.Name).Distinct()];
}
