namespace Atelier.Preprocessing;

/// <summary>The settings of a <see cref="QuantileTransformer"/>.</summary>
public sealed record QuantileTransformerOptions
{
    /// <summary>How the result is distributed.</summary>
    /// <value>Default <see cref="QuantileOutput.Uniform"/>.</value>
    public QuantileOutput Output
    {
        get;
        init => field = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(Output), value, "Expected Uniform or Normal.");
    }

    /// <summary>How many quantiles of each feature are kept; between them values are interpolated.</summary>
    /// <value>From 1 to 1,000,000; default 1000. Data of fewer rows has one for each row.</value>
    public int Quantiles
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(Quantiles));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1_000_000, nameof(Quantiles));
            field = value;
        }
    } = 1000;
}
