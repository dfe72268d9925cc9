namespace Atelier.Preprocessing;

/// <summary>The settings of a <see cref="MinMaxScaler"/>.</summary>
public sealed record MinMaxScalerOptions
{
    /// <summary>What the smallest value of each feature becomes.</summary>
    /// <value>Finite and below <see cref="Maximum"/>; default 0.</value>
    public double Minimum
    {
        get;
        init => field = Finite(value, nameof(Minimum));
    }

    /// <summary>What the largest value of each feature becomes.</summary>
    /// <value>Finite and above <see cref="Minimum"/>; default 1.</value>
    public double Maximum
    {
        get;
        init => field = Finite(value, nameof(Maximum));
    } = 1;

    /// <summary>Whether values outside the range of the training data become its limits.</summary>
    /// <value>Default false: they lie outside.</value>
    public bool Clip { get; init; }

    private static double Finite(double value, string name) =>
        double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, value, "Expected a finite number.");
}
