namespace Atelier.Interactive;

/// <summary>An array's shape read as pictures.</summary>
/// <param name="Count">How many pictures.</param>
/// <param name="Channels">1 for grey, 3 for red, green and blue.</param>
/// <param name="Height">Rows of a picture.</param>
/// <param name="Width">Pixels a row.</param>
internal readonly record struct ImageShape(long Count, int Channels, long Height, long Width)
{
    private const int SmallestSide = 8;
    private const int LargestSide = 8192;
    private const int LargestRatio = 4;

    /// <summary>
    /// Reads (H, W), (1, H, W), (3, H, W), (N, 1, H, W), (N, 3, H, W) and, for square pictures, (N, H, H); null for shapes that
    /// do not look like pictures: a side under 8, or one side more than four times the other.
    /// </summary>
    public static ImageShape? Of(IReadOnlyList<long> shape)
    {
        ImageShape? read = shape switch
        {
            [var height, var width] => new(1, 1, height, width),
            [1 or 3, var height, var width] => new(1, (int)shape[0], height, width),
            [> 0, var height, var width] when height == width => new(shape[0], 1, height, width),
            [> 0, 1 or 3, var height, var width] => new(shape[0], (int)shape[1], height, width),
            _ => null,
        };
        return read is { } image && LooksRight(image.Height, image.Width) ? image : null;
    }

    private static bool LooksRight(long height, long width)
    {
        var (small, large) = (Math.Min(height, width), Math.Max(height, width));
        return small >= SmallestSide && large <= LargestSide && large <= small * LargestRatio;
    }
}
