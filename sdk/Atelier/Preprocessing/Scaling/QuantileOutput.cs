namespace Atelier.Preprocessing;

/// <summary>How the values that a <see cref="QuantileTransformer"/> gives are distributed.</summary>
public enum QuantileOutput
{
    /// <summary>Evenly from 0 to 1.</summary>
    Uniform,

    /// <summary>As a normal distribution of mean 0 and standard deviation 1, cut at 5.2.</summary>
    Normal,
}
