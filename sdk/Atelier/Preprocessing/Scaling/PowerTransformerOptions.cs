namespace Atelier.Preprocessing;

/// <summary>The settings of a <see cref="PowerTransformer"/>.</summary>
public sealed record PowerTransformerOptions
{
    /// <summary>Whether the result is scaled to mean 0 and standard deviation 1 on the training data.</summary>
    /// <value>Default true.</value>
    public bool Standardize { get; init; } = true;
}
