namespace Atelier.Vision;

/// <summary>How image files become rows of features.</summary>
public sealed record ImageOptions
{
    /// <summary>The width of each row's image, in pixels.</summary>
    /// <value>At least 1; 224 by default.</value>
    public int Width
    {
        get;
        init => field = Positive(value, nameof(Width));
    } = 224;

    /// <summary>The height of each row's image, in pixels.</summary>
    /// <value>At least 1; 224 by default.</value>
    public int Height
    {
        get;
        init => field = Positive(value, nameof(Height));
    } = 224;

    /// <summary>The channels of each row's image.</summary>
    /// <value><see cref="ImageColour.Rgb"/> by default.</value>
    public ImageColour Colour { get; init; }

    /// <summary>How images of other proportions fit in.</summary>
    /// <value><see cref="ImageFit.Stretch"/> by default.</value>
    public ImageFit Fit { get; init; }

    /// <summary>How pixels of another size are computed.</summary>
    /// <value><see cref="ImageFilter.Bilinear"/> by default.</value>
    public ImageFilter Filter { get; init; }

    /// <summary>The range of the values.</summary>
    /// <value><see cref="ImageScale.Bytes"/> by default: 0 to 255, as MNIST's files hold them.</value>
    public ImageScale Scale { get; init; }

    /// <summary>What fills the rest with <see cref="ImageFit.Contain"/>, as a value from 0 (black) to 255, whatever the scale.</summary>
    /// <value>0 by default.</value>
    public byte Padding { get; init; }

    /// <summary>The most pixels that a file may have; a larger one is refused before memory is taken for it.</summary>
    /// <value>At least 1 and at most 500 million; 100 million by default.</value>
    public long MaxPixels
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(MaxPixels));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 500_000_000, nameof(MaxPixels));
            field = value;
        }
    } = 100_000_000;

    /// <summary>How much memory may keep rows that were read, so that later passes do not decode them again.</summary>
    /// <value>Bytes, 0 for none, which is the default; a row of 224 x 224 in colour takes 600 KB. The first rows read are kept.</value>
    public long CacheBytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(CacheBytes));
            field = value;
        }
    }

    /// <summary>How many images are decoded at once.</summary>
    /// <value>At least 1; by default the number of processors.</value>
    public int Threads
    {
        get;
        init => field = Positive(value, nameof(Threads));
    } = Environment.ProcessorCount;

    internal int Channels => Colour == ImageColour.Grey ? 1 : 3;

    private static int Positive(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, name);
        return value;
    }
}
