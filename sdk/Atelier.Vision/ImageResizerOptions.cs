namespace Atelier.Vision;

/// <summary>The size that images get.</summary>
public sealed record ImageResizerOptions
{
    /// <summary>The new width in pixels.</summary>
    /// <value>At least 1.</value>
    public required int Width
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(Width));
            field = value;
        }
    }

    /// <summary>The new height in pixels.</summary>
    /// <value>At least 1.</value>
    public required int Height
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(Height));
            field = value;
        }
    }

    /// <summary>How images of other proportions fit in.</summary>
    /// <value><see cref="ImageFit.Stretch"/> by default.</value>
    public ImageFit Fit { get; init; }

    /// <summary>How pixels are computed.</summary>
    /// <value><see cref="ImageFilter.Bilinear"/> by default.</value>
    public ImageFilter Filter { get; init; }

    /// <summary>What fills the rest with <see cref="ImageFit.Contain"/>, in the units of the data.</summary>
    /// <value>0 by default.</value>
    public float Padding { get; init; }
}
