using System.Text.Json.Serialization;

namespace Atelier.Evaluation;

/// <summary>How many rows of each true class were predicted as each class.</summary>
/// <remarks>Immutable. Rows are true classes, columns predicted ones, as in scikit-learn's <c>confusion_matrix</c>.</remarks>
public sealed class ConfusionMatrix
{
    /// <summary>Makes a matrix from counts.</summary>
    /// <param name="classNames">The name of each class.</param>
    /// <param name="counts">Row after row, (true class x predicted class) counts, each at least 0.</param>
    /// <exception cref="ArgumentException">The number of counts is not the square of the number of classes.</exception>
    [JsonConstructor]
    public ConfusionMatrix(IReadOnlyList<string> classNames, IReadOnlyList<long> counts)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        ArgumentNullException.ThrowIfNull(counts);
        Check.SameLength(counts.Count, classNames.Count * classNames.Count, nameof(counts), "one for each pair of classes");
        ClassNames = [.. classNames];
        Counts = [.. counts];
    }

    /// <summary>The name of each class.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>All counts, row after row: (true class x predicted class).</summary>
    public IReadOnlyList<long> Counts { get; }

    /// <summary>The number of rows of class <paramref name="actual"/> that were predicted as <paramref name="predicted"/>.</summary>
    /// <param name="actual">Index of the true class.</param>
    /// <param name="predicted">Index of the predicted class.</param>
    public long this[int actual, int predicted] => Counts[(actual * ClassNames.Count) + predicted];

    /// <summary>The number of all rows.</summary>
    [JsonIgnore]
    public long Total => Counts.Sum();

    /// <summary>The number of rows whose class was predicted.</summary>
    [JsonIgnore]
    public long Correct => Enumerable.Range(0, ClassNames.Count).Sum(i => this[i, i]);

    /// <summary>Precision, recall and F1 of every class.</summary>
    public IReadOnlyList<ClassFigures> PerClass() => [.. Enumerable.Range(0, ClassNames.Count).Select(Figures)];

    private ClassFigures Figures(int index)
    {
        var classes = Enumerable.Range(0, ClassNames.Count);
        var support = classes.Sum(other => this[index, other]);
        var predicted = classes.Sum(other => this[other, index]);
        return new ClassFigures(
            ClassNames[index],
            Ratio(this[index, index], predicted),
            Ratio(this[index, index], support),
            Ratio(2 * this[index, index], support + predicted),
            support);
    }

    private static double Ratio(long part, long whole) => whole == 0 ? 0 : (double)part / whole;
}
