using Atelier.Evaluation;

namespace Atelier.Interactive;

/// <summary>One figure over the epochs of a training; NaN where it was not measured.</summary>
/// <param name="Name">The figure's name, such as <c>loss</c>.</param>
/// <param name="Epochs">The number of each epoch.</param>
/// <param name="Training">The figure on the training data in each epoch.</param>
/// <param name="Validation">The figure on the validation data in each epoch.</param>
internal sealed record Curve(string Name, double[] Epochs, double[] Training, double[] Validation)
{
    public const string TrainingColour = "#4c8bd8";
    public const string ValidationColour = "#e2762a";

    /// <summary>Training and validation, those that were measured at least once, each with its colour.</summary>
    public IEnumerable<(string Name, string Colour, double[] Values)> Lines =>
        new[] { ("training", TrainingColour, Training), ("validation", ValidationColour, Validation) }
            .Where(line => line.Item3.Any(double.IsFinite));

    /// <summary>The curves of a training, in the order in which the figures first appear.</summary>
    public static IReadOnlyList<Curve> Of(ITrainingRun run)
    {
        var epochs = run.History.Select(epoch => (double)epoch.Epoch).ToArray();
        return
        [
            .. run.History.SelectMany(epoch => epoch.Training.Concat(epoch.Validation)).Select(figure => figure.Name).Distinct()
                .Select(name => new Curve(
                    name,
                    epochs,
                    [.. run.History.Select(epoch => Find(epoch.Training, name))],
                    [.. run.History.Select(epoch => Find(epoch.Validation, name))])),
        ];
    }

    private static double Find(IReadOnlyList<MetricValue> figures, string name) =>
        figures.FirstOrDefault(figure => figure.Name == name)?.Value ?? double.NaN;
}
