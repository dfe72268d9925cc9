using System.Numerics.Tensors;

namespace Atelier.Vision;

/// <summary>From the bytes of an image file to the values of a row.</summary>
internal static class ImageLoading
{
    /// <summary>No image file is larger.</summary>
    public const long MostBytes = 1L << 30;

    private static readonly string[] Endings = [".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".bmp", ".gif"];

    /// <summary>Whether a file is taken for an image by its name.</summary>
    public static bool IsImage(string name) => Endings.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase);

    /// <summary>Fills a row of the wanted size.</summary>
    public static void Load(ReadOnlySpan<byte> bytes, string source, ImageOptions options, Span<float> row)
    {
        using var pixels = DecodedPixels.Of(bytes, source, options.MaxPixels);
        var resampler = new Resampler(pixels.Width, pixels.Height, options.Width, options.Height, options.Fit, options.Filter, options.Padding);
        resampler.Run(options.Channels, (channel, y, to) => pixels.ReadRow(options.Colour, channel, y, to), row);
        if (options.Filter == ImageFilter.Bicubic)
        {
            TensorPrimitives.Clamp(row, 0f, 255f, row);
        }

        if (options.Scale == ImageScale.Unit)
        {
            TensorPrimitives.Divide(row, 255f, row);
        }
    }
}
