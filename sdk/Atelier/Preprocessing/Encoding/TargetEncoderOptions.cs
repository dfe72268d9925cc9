namespace Atelier.Preprocessing;

/// <summary>The settings of a <see cref="TargetEncoder"/>.</summary>
public sealed record TargetEncoderOptions
{
    /// <summary>How many rows of the overall mean each category is mixed with.</summary>
    /// <value>At least 0; default null, which learns it for each category from the spread of its rows (empirical Bayes).</value>
    public double? Smoothing
    {
        get;
        init
        {
            if (value is { } rows && !(rows >= 0 && double.IsFinite(rows)))
            {
                throw new ArgumentOutOfRangeException(nameof(Smoothing), value, "Expected a finite number of at least 0, or null to learn it.");
            }

            field = value;
        }
    }

    /// <summary>The parts that the training data is divided into for <see cref="ICrossFittedTransformer.FitTransform"/>.</summary>
    /// <value>At least 2; default 5.</value>
    public int Folds
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 2, nameof(Folds));
            field = value;
        }
    } = 5;

    /// <summary>Draws the folds; equal seeds give equal folds.</summary>
    /// <value>Default 0.</value>
    public int Seed { get; init; }
}
