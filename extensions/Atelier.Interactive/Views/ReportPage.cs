using Atelier.Evaluation;

namespace Atelier.Interactive;

/// <summary>The figures of an evaluation: over all rows, by class, and what was taken for what.</summary>
internal static class ReportPage
{
    private const int MostClasses = 25;

    public static Page Of(EvaluationReport report) => new(
        LineOf(report),
        new Heading($"Evaluation on {report.DatasetName}", Show.Count(report.Count, "row")),
        TilesOf(report),
        PerClass(report.ConfusionMatrix.PerClass()),
        ConfusionPage.TableOf(report.ConfusionMatrix));

    public static Tiles TilesOf(EvaluationReport report) =>
        new([.. report.Metrics.Select(metric => (metric.Name, Show.Figure(metric.Value)))]);

    private static string LineOf(EvaluationReport report)
    {
        var figures = report.Metrics.Select(metric => $"{metric.Name} {Show.Figure(metric.Value)}");
        return $"Evaluation on {report.DatasetName}: {string.Join(", ", figures)}";
    }

    private static Table PerClass(IReadOnlyList<ClassFigures> classes)
    {
        var many = classes.Count > MostClasses;
        var shown = many ? classes.OrderBy(one => one.F1).Take(MostClasses) : classes;
        return new Table(
            [new Column("class", IsText: true), "precision", "recall", "F1", "rows"],
            [.. shown.Select(one => (IReadOnlyList<Cell>)
                [one.ClassName, Bar(one.Precision), Bar(one.Recall), Bar(one.F1), Show.Count(one.Support)])])
        {
            Caption = many ? $"The {MostClasses} classes of {Show.Count(classes.Count)} with the lowest F1" : "",
        };
    }

    private static Cell Bar(double share) => new(Show.Figure(share), Bar: share);
}
