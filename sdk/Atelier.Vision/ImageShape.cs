using Atelier.Data;
using Atelier.Preprocessing;

namespace Atelier.Vision;

/// <summary>The shape of the images in the rows of a dataset.</summary>
/// <param name="Channels">1 for grey, 3 for red, green and blue.</param>
/// <param name="Height">The height in pixels.</param>
/// <param name="Width">The width in pixels.</param>
public sealed record ImageShape(int Channels, int Height, int Width)
{
    /// <summary>The number of values of one image.</summary>
    internal int Size => Channels * Height * Width;

    /// <summary>The number of pixels of one image.</summary>
    internal int Plane => Height * Width;

    /// <summary>The shape of the images of a dataset.</summary>
    /// <param name="data">Rows of shape (height, width) or (channels, height, width), with 1 or 3 channels.</param>
    /// <exception cref="ArgumentException">The rows have another shape.</exception>
    public static ImageShape Of(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Of(data.FeatureShape, $"`{data.Name}` has rows");
    }

    /// <summary>The shape of images in rows of a shape.</summary>
    internal static ImageShape Of(IReadOnlyList<int> shape, string what) => shape switch
    {
        [var height, var width] => new ImageShape(1, height, width),
        [1 or 3, var height, var width] => new ImageShape(shape[0], height, width),
        _ => throw new ArgumentException(
            $"{what} of shape {Check.Show([.. shape.Select(length => (long)length)])}; expected images: "
            + "(height, width), or (channels, height, width) with 1 or 3 channels.",
            "data"),
    };

    /// <summary>The rows that hold images of this size and the channels of others.</summary>
    internal static FeatureSchema Resize(FeatureSchema input, int height, int width) =>
        new(input.Shape.Length == 2 ? [height, width] : [input.Shape[0], height, width]);
}
