namespace Atelier.Data;

/// <summary>One division of cross-validation: rows to train on and rows to validate on, none in both.</summary>
/// <remarks>Immutable. <c>foreach (var (train, validation) in data.Folds(5, seed: 7))</c> goes through the folds of a dataset.</remarks>
public sealed class Fold
{
    private readonly Dataset _data;

    internal Fold(Dataset data, int[] train, int[] validation)
    {
        _data = data;
        TrainRows = train;
        ValidationRows = validation;
    }

    /// <summary>The numbers of the rows to train on, ascending.</summary>
    public ReadOnlyMemory<int> TrainRows { get; }

    /// <summary>The numbers of the rows to validate on, ascending.</summary>
    public ReadOnlyMemory<int> ValidationRows { get; }

    /// <summary>The rows to train on. Selected at each use, so that folds take no memory until then: keep it in a variable.</summary>
    public Dataset Train => _data.Select(TrainRows.Span);

    /// <summary>The rows to validate on. Selected at each use: keep it in a variable.</summary>
    public Dataset Validation => _data.Select(ValidationRows.Span);

    /// <summary>Takes the fold apart.</summary>
    /// <param name="train">The rows to train on.</param>
    /// <param name="validation">The rows to validate on.</param>
    public void Deconstruct(out Dataset train, out Dataset validation) => (train, validation) = (Train, Validation);

    /// <summary>The numbers of rows in one line.</summary>
    public override string ToString() => FormattableString.Invariant($"{TrainRows.Length:N0} rows to train on, {ValidationRows.Length:N0} to validate on");
}
