namespace Atelier.Preprocessing;

/// <summary>What the length of each row becomes 1 by.</summary>
public enum VectorNorm
{
    /// <summary>The square root of the sum of squares: the product of two rows is then their cosine.</summary>
    L2,

    /// <summary>The sum of absolute values.</summary>
    L1,

    /// <summary>Rows keep their length.</summary>
    None,
}
