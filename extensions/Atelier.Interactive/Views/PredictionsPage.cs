using Atelier.Prediction;

namespace Atelier.Interactive;

/// <summary>The first answers of a model: the likeliest classes with their probabilities, or the bare scores.</summary>
internal static class PredictionsPage
{
    private const int MostRows = 10;
    private const int MostScores = 12;

    public static Page Of(Predictions predictions)
    {
        var detail = $"{Show.Count(predictions.Count, "row")}, {Show.Count(predictions.Width, "score")} each";
        var heading = new Heading("Predictions", detail);
        if (predictions.Count == 0)
        {
            return new Page($"Predictions: {detail}", heading);
        }

        var shown = Math.Min(predictions.Count, MostRows);
        var table = AreProbabilities(predictions, shown) ? Labels(predictions, shown) : Scores(predictions, shown);
        return new Page($"Predictions: {detail}", heading, table with
        {
            Caption = shown < predictions.Count ? $"the first {shown} of {Show.Count(predictions.Count)} rows" : "",
        });
    }

    private static bool AreProbabilities(Predictions predictions, int rows)
    {
        foreach (var score in predictions.Scores.Span[..(rows * predictions.Width)])
        {
            if (score is not (>= 0 and <= 1.0001f))
            {
                return false;
            }
        }

        return predictions.Width > 1;
    }

    private static Table Labels(Predictions predictions, int rows) => new(
        ["row", new Column("class", IsText: true), "probability", new Column("next", IsText: true), "probability"],
        [.. Enumerable.Range(0, rows).Select(row => Label(predictions, row))]);

    private static IReadOnlyList<Cell> Label(Predictions predictions, int row)
    {
        var scores = predictions.Row(row).ToArray();
        var best = predictions.Label(row);
        var next = Enumerable.Range(0, scores.Length).Where(i => i != best).MaxBy(i => scores[i]);
        return [Show.Count(row), Name(predictions, best), Bar(scores[best]), Name(predictions, next), Bar(scores[next])];
    }

    private static Table Scores(Predictions predictions, int rows)
    {
        var width = Math.Min(predictions.Width, MostScores);
        return new Table(
            ["row", .. Enumerable.Range(0, width).Select(i => new Column(Name(predictions, i)))],
            [.. Enumerable.Range(0, rows).Select(row => (IReadOnlyList<Cell>)
                [Show.Count(row), .. predictions.Row(row)[..width].ToArray().Select(score => new Cell(Show.Number(score)))])]);
    }

    private static Cell Bar(float score) => new(Show.Figure(score), Bar: score);

    private static string Name(Predictions predictions, int index) =>
        predictions.ClassNames.Count > 0 ? predictions.ClassNames[index] : Show.Count(index);
}
