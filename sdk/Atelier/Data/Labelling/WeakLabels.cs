namespace Atelier.Data;

/// <summary>Labels made of votes, with how sure they are.</summary>
/// <remarks>Immutable.</remarks>
public sealed class WeakLabels
{
    private const double Tie = 1e-9;

    internal WeakLabels(IReadOnlyList<string> classNames, double[] probabilities, bool[] isVotedOn)
    {
        ClassNames = classNames;
        Probabilities = probabilities;
        var labels = new int[isVotedOn.Length];
        var confidences = new double[isVotedOn.Length];
        for (var row = 0; row < labels.Length; row++)
        {
            (labels[row], confidences[row]) = isVotedOn[row] ? Best(probabilities.AsSpan(row * classNames.Count, classNames.Count)) : (LabelVotes.Abstain, 0);
        }

        (Labels, Confidences) = (labels, confidences);
    }

    /// <summary>The classes.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The class of each row; -1 where nobody voted, or where the best classes are equally probable.</summary>
    public ReadOnlyMemory<int> Labels { get; }

    /// <summary>The probability of the label of each row, 0 to 1; 0 where it is -1.</summary>
    public ReadOnlyMemory<double> Confidences { get; }

    /// <summary>Row after row, (rows x classes) probabilities; where nobody voted, those of any row.</summary>
    public ReadOnlyMemory<double> Probabilities { get; }

    /// <summary>The number of rows.</summary>
    public int Rows => Labels.Length;

    /// <summary>The rows that have a label, with the label, and its probability as the weight.</summary>
    /// <param name="data">The rows that were voted on, in the same order.</param>
    /// <param name="minimumConfidence">Leaves out less probable labels; 0 to 1.</param>
    /// <returns>A dataset to train on; <see cref="Dataset.Weights"/> are the probabilities.</returns>
    /// <exception cref="ArgumentException">The number of rows differs, or no row has a label that is probable enough.</exception>
    public Dataset ToDataset(Dataset data, double minimumConfidence = 0)
    {
        ArgumentNullException.ThrowIfNull(data);
        Check.SameLength(data.Count, Rows, nameof(data), "the rows that were voted on");
        if (!(minimumConfidence is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(minimumConfidence), minimumConfidence, FormattableString.Invariant($"`minimumConfidence` is {minimumConfidence}; expected 0 to 1."));
        }

        var rows = Enumerable.Range(0, Rows).Where(row => Labels.Span[row] >= 0 && Confidences.Span[row] >= minimumConfidence).ToArray();
        if (rows.Length == 0)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"None of {Rows} rows has a label of confidence {minimumConfidence} or more. ")
                + "Add labelling functions that cover more rows, or lower the limit.",
                nameof(minimumConfidence));
        }

        return data.Select(rows)
            .WithLabels(Array.ConvertAll(rows, row => Labels.Span[row]), ClassNames)
            .WithWeights(Array.ConvertAll(rows, row => (float)Confidences.Span[row]));
    }

    /// <summary>Rows and how many have a label, in one line.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"{Rows:N0} rows, {Labels.ToArray().Count(label => label >= 0):N0} labelled with {ClassNames.Count} classes");

    private static (int Label, double Confidence) Best(ReadOnlySpan<double> probabilities)
    {
        var best = 0;
        for (var i = 1; i < probabilities.Length; i++)
        {
            best = probabilities[i] > probabilities[best] ? i : best;
        }

        for (var i = 0; i < probabilities.Length; i++)
        {
            if (i != best && probabilities[best] - probabilities[i] <= Tie)
            {
                return (LabelVotes.Abstain, 0);
            }
        }

        return (best, probabilities[best]);
    }
}
