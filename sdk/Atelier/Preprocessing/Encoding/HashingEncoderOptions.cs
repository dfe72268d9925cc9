namespace Atelier.Preprocessing;

/// <summary>The settings of a <see cref="HashingEncoder"/>.</summary>
public sealed record HashingEncoderOptions
{
    /// <summary>The number of features that come out.</summary>
    /// <value>From 1 to 1,048,576; default 256.</value>
    public int Width
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(Width));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1 << 20, nameof(Width));
            field = value;
        }
    } = 256;

    /// <summary>Whether a category counts as 1 or as -1 by its hash, so that categories which share a feature cancel rather than add up.</summary>
    /// <value>Default true.</value>
    public bool Signed { get; init; } = true;
}
