namespace Atelier.Preprocessing;

/// <summary>What a <see cref="OneHotEncoder"/> makes of a category that the training data does not have.</summary>
public enum UnknownCategory
{
    /// <summary>It is refused, with the row and the known categories.</summary>
    Error,

    /// <summary>Every feature of the column is 0.</summary>
    Zeros,

    /// <summary>It counts as infrequent; where the column has no infrequent categories, every feature of the column is 0.</summary>
    Infrequent,
}
