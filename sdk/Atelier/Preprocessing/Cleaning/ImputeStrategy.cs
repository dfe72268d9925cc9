namespace Atelier.Preprocessing;

/// <summary>What a missing value is replaced by.</summary>
public enum ImputeStrategy
{
    /// <summary>The mean of the column in the training data; numbers only.</summary>
    Mean,

    /// <summary>The median of the column in the training data; numbers only.</summary>
    Median,

    /// <summary>The most frequent value of the column in the training data, the smallest of equally frequent ones; numbers and text.</summary>
    MostFrequent,

    /// <summary>A given number or text.</summary>
    Constant,
}
