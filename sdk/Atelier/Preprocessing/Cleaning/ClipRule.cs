namespace Atelier.Preprocessing;

/// <summary>Where an <see cref="OutlierClipper"/> draws its limits.</summary>
public enum ClipRule
{
    /// <summary>At two quantiles of the training data.</summary>
    Quantiles,

    /// <summary>A multiple of the distance between the quartiles below the first and above the third (Tukey 1977).</summary>
    Whiskers,

    /// <summary>At given numbers, the same for all columns.</summary>
    Limits,
}
