namespace Atelier.Vision;

/// <summary>An image as numbers: one plane a channel, each row after row from the top.</summary>
/// <remarks>Immutable, as long as nobody writes to the array it was made from: it is not copied.</remarks>
public sealed record ImageArray
{
    /// <summary>Makes an image over an array.</summary>
    /// <param name="values">(channels x height x width) values.</param>
    /// <param name="channels">1 for grey, 3 for red, green and blue.</param>
    /// <param name="height">The height in pixels, at least 1.</param>
    /// <param name="width">The width in pixels, at least 1.</param>
    /// <exception cref="ArgumentException">The number of values is another.</exception>
    public ImageArray(ReadOnlyMemory<float> values, int channels, int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        if (channels is not (1 or 3))
        {
            throw new ArgumentOutOfRangeException(nameof(channels), channels, "Expected 1 channel for grey or 3 for red, green and blue.");
        }

        if (values.Length != (long)channels * height * width)
        {
            throw new ArgumentException(
                $"`values` holds {values.Length} numbers; expected {(long)channels * height * width} for {channels} x {height} x {width}.", nameof(values));
        }

        (Values, Channels, Height, Width) = (values, channels, height, width);
    }

    /// <summary>(channels x height x width) values.</summary>
    public ReadOnlyMemory<float> Values { get; }

    /// <summary>1 for grey, 3 for red, green and blue.</summary>
    public int Channels { get; }

    /// <summary>The height in pixels.</summary>
    public int Height { get; }

    /// <summary>The width in pixels.</summary>
    public int Width { get; }

    /// <summary>The value of a pixel.</summary>
    /// <param name="channel">From 0 to below <see cref="Channels"/>.</param>
    /// <param name="y">From the top, from 0.</param>
    /// <param name="x">From the left, from 0.</param>
    public float this[int channel, int y, int x] => Values.Span[(((channel * Height) + y) * Width) + x];

    /// <summary>The shape in one line.</summary>
    public override string ToString() => FormattableString.Invariant($"image of {Channels} x {Height} x {Width}");
}
