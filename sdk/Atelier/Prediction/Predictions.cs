namespace Atelier.Prediction;

/// <summary>What a model answered for a number of rows: a row of scores each, such as the probability of every class.</summary>
/// <remarks>Immutable as long as nobody writes to the array it was made from.</remarks>
public sealed class Predictions
{
    private readonly ReadOnlyMemory<float> _scores;

    /// <summary>Makes predictions over an array, without copying it.</summary>
    /// <param name="scores">Row after row, (rows x <paramref name="width"/>) values.</param>
    /// <param name="width">Scores a row, at least 1: the number of classes of a classifier.</param>
    /// <param name="classNames">The name of each class; null where unknown.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together.</exception>
    public Predictions(ReadOnlyMemory<float> scores, int width, IReadOnlyList<string>? classNames = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        if (scores.Length % width != 0)
        {
            throw new ArgumentException($"`scores` holds {scores.Length} values; expected a multiple of the width {width}.", nameof(scores));
        }

        ClassNames = classNames is null ? [] : [.. classNames];
        if (ClassNames.Count > 0)
        {
            Check.SameLength(ClassNames.Count, width, nameof(classNames), "one name for each score of a row");
        }

        _scores = scores;
        Width = width;
        Count = scores.Length / width;
    }

    /// <summary>The number of rows.</summary>
    public int Count { get; }

    /// <summary>Scores a row.</summary>
    public int Width { get; }

    /// <summary>The name of each class; empty where unknown.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>All scores, row after row: for a classifier probabilities from 0 to 1 that add up to 1 in each row.</summary>
    public ReadOnlyMemory<float> Scores => _scores;

    /// <summary>The scores of one row.</summary>
    /// <param name="index">From 0 to below <see cref="Count"/>.</param>
    public ReadOnlySpan<float> Row(int index) => _scores.Span.Slice(index * Width, Width);

    /// <summary>The class with the highest score in one row; the first of equals.</summary>
    /// <param name="index">From 0 to below <see cref="Count"/>.</param>
    public int Label(int index)
    {
        var row = Row(index);
        var best = 0;
        for (var i = 1; i < row.Length; i++)
        {
            best = row[i] > row[best] ? i : best;
        }

        return best;
    }

    /// <summary>The class with the highest score in each row.</summary>
    public int[] Labels() => [.. Enumerable.Range(0, Count).Select(Label)];
}
