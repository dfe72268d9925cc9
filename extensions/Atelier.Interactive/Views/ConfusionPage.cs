using Atelier.Evaluation;

namespace Atelier.Interactive;

/// <summary>True against predicted classes as a heat map; for many classes the confusions that happen most.</summary>
internal static class ConfusionPage
{
    private const int MostClasses = 25;
    private const int MostConfusions = 20;
    private const double MostShade = 0.6; // text stays readable on it

    public static Page Of(ConfusionMatrix matrix)
    {
        var right = $"{Show.Count(matrix.Correct)} of {Show.Count(matrix.Total, "row")} right";
        var detail = $"{right}, {Show.Count(matrix.ClassNames.Count, "class")}";
        return new Page($"Confusion matrix: {detail}", new Heading("Confusion matrix", detail), TableOf(matrix));
    }

    public static Table TableOf(ConfusionMatrix matrix) => matrix.ClassNames.Count <= MostClasses ? HeatMap(matrix) : Confusions(matrix);

    private static Table HeatMap(ConfusionMatrix matrix)
    {
        var classes = Enumerable.Range(0, matrix.ClassNames.Count).ToArray();
        return new Table(
            [new Column("true \\ predicted", IsText: true), .. matrix.ClassNames.Select(name => new Column(name))],
            [.. classes.Select(actual => (IReadOnlyList<Cell>)[matrix.ClassNames[actual], .. Row(matrix, actual, classes)])])
        {
            Caption = "Rows are true classes, columns predicted ones",
        };
    }

    private static IEnumerable<Cell> Row(ConfusionMatrix matrix, int actual, int[] classes)
    {
        var support = classes.Sum(predicted => matrix[actual, predicted]);
        foreach (var predicted in classes)
        {
            var count = matrix[actual, predicted];
            var share = support == 0 ? 0 : (double)count / support;
            yield return count == 0 ? new Cell("0", Faint: true)
                : actual == predicted ? new Cell(Show.Count(count), Good: share)
                // Errors are rare in a good model; the root makes a few of a hundred visible.
                : new Cell(Show.Count(count), Bad: Math.Min(MostShade, Math.Sqrt(share)));
        }
    }

    private static Table Confusions(ConfusionMatrix matrix)
    {
        var classes = matrix.ClassNames.Count;
        var pairs = Enumerable.Range(0, classes * classes)
            .Select(i => (Actual: i / classes, Predicted: i % classes, Count: matrix.Counts[i]))
            .Where(pair => pair.Actual != pair.Predicted && pair.Count > 0)
            .OrderByDescending(pair => pair.Count)
            .ThenBy(pair => pair.Actual)
            .Take(MostConfusions)
            .ToArray();
        var most = pairs.Length > 0 ? pairs[0].Count : 1;
        return new Table(
            [new Column("true class", IsText: true), new Column("predicted as", IsText: true), "rows"],
            [.. pairs.Select(pair => (IReadOnlyList<Cell>)
            [
                matrix.ClassNames[pair.Actual],
                matrix.ClassNames[pair.Predicted],
                new Cell(Show.Count(pair.Count), Bar: (double)pair.Count / most),
            ])])
        {
            Caption = $"The most frequent confusions of {Show.Count(classes, "class")}",
        };
    }
}
