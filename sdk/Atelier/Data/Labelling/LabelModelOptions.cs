namespace Atelier.Data;

/// <summary>How a <see cref="LabelModel"/> is fitted.</summary>
public sealed record LabelModelOptions
{
    private readonly int _maxIterations = 200;
    private readonly double _tolerance = 1e-8;
    private readonly double _smoothing = 1;
    private readonly IReadOnlyList<double>? _priors;

    /// <summary>
    /// True learns for each voter what it says to each true class (Dawid and Skene 1979): for people, who vote on many rows of every class. False learns
    /// one accuracy a voter: for labelling functions, which often know only one class.
    /// </summary>
    /// <value>Default false.</value>
    public bool ByClass { get; init; }

    /// <summary>The share of each class where it is known; null learns it.</summary>
    /// <value>Default null; numbers above 0 that add up to 1.</value>
    public IReadOnlyList<double>? Priors
    {
        get => _priors;
        init => _priors = value is null || (value.All(share => share > 0) && Math.Abs(value.Sum() - 1) < 1e-6)
            ? value
            : throw new ArgumentException(
                FormattableString.Invariant($"`Priors` adds up to {value.Sum()} or has a share that is not above 0; ")
                + "expected shares of all classes that add up to 1.",
                nameof(Priors));
    }

    /// <summary>How many imagined votes of each kind are added, so that a voter of few votes is not taken for infallible.</summary>
    /// <value>Default 1; above 0, finite.</value>
    public double Smoothing
    {
        get => _smoothing;
        init => _smoothing = value > 0 && double.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(Smoothing), value, FormattableString.Invariant($"`Smoothing` is {value}; expected a number above 0, such as 1."));
    }

    /// <summary>How many rounds of fitting there are at most.</summary>
    /// <value>Default 200; at least 1.</value>
    public int MaxIterations
    {
        get => _maxIterations;
        init => _maxIterations = value >= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxIterations), value, $"`MaxIterations` is {value}; expected at least 1.");
    }

    /// <summary>The fit ends when no probability changes by more.</summary>
    /// <value>Default 1e-8; at least 0.</value>
    public double Tolerance
    {
        get => _tolerance;
        init => _tolerance = value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(Tolerance), value, FormattableString.Invariant($"`Tolerance` is {value}; expected at least 0."));
    }
}
