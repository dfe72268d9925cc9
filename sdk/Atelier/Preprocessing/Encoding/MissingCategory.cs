namespace Atelier.Preprocessing;

/// <summary>What a <see cref="OneHotEncoder"/> makes of a missing value.</summary>
public enum MissingCategory
{
    /// <summary>A category of its own, the last, where the training data has missing values; else as an unknown category.</summary>
    Category,

    /// <summary>Every feature of the column is 0.</summary>
    Zeros,
}
