namespace Atelier.Evaluation;

/// <summary>Makes one figure of those of all classes.</summary>
internal static class Averaging
{
    /// <summary>The metric's name; the macro average is the default and goes without saying.</summary>
    public static string Name(string metric, Average average) =>
        average == Average.Macro ? metric : $"{metric}_{average.ToString().ToLowerInvariant()}";

    public static double Over(ConfusionMatrix matrix, Func<ClassFigures, double> figure, Average average)
    {
        var classes = matrix.PerClass();
        return average switch
        {
            // Each row has one label and one prediction, so all wrong rows are one false positive and one false negative:
            // precision, recall and F1 of all rows together are the accuracy.
            Average.Micro => (double)matrix.Correct / matrix.Total,
            Average.Weighted => classes.Sum(one => figure(one) * one.Support) / matrix.Total,
            Average.Macro => classes.Where((one, i) => Occurs(matrix, one, i)).Average(figure),
            _ => throw new ArgumentOutOfRangeException(nameof(average), average, "Expected Macro, Weighted or Micro."),
        };
    }

    private static bool Occurs(ConfusionMatrix matrix, ClassFigures figures, int index) =>
        figures.Support > 0 || Enumerable.Range(0, matrix.ClassNames.Count).Any(actual => matrix[actual, index] > 0);
}
