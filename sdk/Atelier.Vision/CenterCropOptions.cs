namespace Atelier.Vision;

/// <summary>The size of the part that is kept.</summary>
public sealed record CenterCropOptions
{
    /// <summary>The width of the part, in pixels.</summary>
    /// <value>At least 1, and at most the images' width.</value>
    public required int Width
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(Width));
            field = value;
        }
    }

    /// <summary>The height of the part, in pixels.</summary>
    /// <value>At least 1, and at most the images' height.</value>
    public required int Height
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(Height));
            field = value;
        }
    }
}
