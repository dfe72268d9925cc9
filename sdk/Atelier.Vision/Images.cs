using System.Numerics.Tensors;
using Atelier.Data;
using SkiaSharp;

namespace Atelier.Vision;

/// <summary>Reads and writes single images.</summary>
public static class Images
{
    private const long MostPixels = 100_000_000;

    /// <summary>Reads an image file in its own size.</summary>
    /// <param name="path">A JPEG, PNG, WebP, BMP or GIF file of at most 100 million pixels; of a GIF the first frame.</param>
    /// <param name="colour">The channels to read it as.</param>
    /// <param name="scale">The range of the values.</param>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is no such image, damaged, truncated or too large.</exception>
    public static ImageArray Load(string path, ImageColour colour = ImageColour.Rgb, ImageScale scale = ImageScale.Bytes)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return Decode(FileStamp.Of(new FileInfo(path)).ReadAllBytes(ImageLoading.MostBytes), $"`{path}`", colour, scale);
    }

    /// <summary>Decodes an image in its own size.</summary>
    /// <param name="bytes">The bytes of a JPEG, PNG, WebP, BMP or GIF file of at most 100 million pixels; of a GIF the first frame.</param>
    /// <param name="colour">The channels to read it as.</param>
    /// <param name="scale">The range of the values.</param>
    /// <exception cref="InvalidDataException">It is no such image, damaged, truncated or too large.</exception>
    public static ImageArray Decode(ReadOnlySpan<byte> bytes, ImageColour colour = ImageColour.Rgb, ImageScale scale = ImageScale.Bytes) =>
        Decode(bytes, "The image", colour, scale);

    /// <summary>Writes an image file; values are rounded, and those outside the range cut off.</summary>
    /// <param name="path">Ends with .png, .jpg, .jpeg or .webp, which says the format. A file of that name is replaced.</param>
    /// <param name="image">The image.</param>
    /// <param name="scale">The range of its values.</param>
    /// <param name="quality">Of JPEG and WebP, from 1 (small) to 100 (faithful).</param>
    /// <exception cref="ArgumentException">The name has another ending, or a value is NaN.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(string path, ImageArray image, ImageScale scale = ImageScale.Bytes, int quality = 95)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        var format = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".png" => SKEncodedImageFormat.Png,
            ".jpg" or ".jpeg" => SKEncodedImageFormat.Jpeg,
            ".webp" => SKEncodedImageFormat.Webp,
            var other => throw new ArgumentException($"`{path}` ends with `{other}`; expected .png, .jpg, .jpeg or .webp.", nameof(path)),
        };
        File.WriteAllBytes(path, ImageWriting.Encode(image, scale, format, quality));
    }

    /// <summary>Encodes an image as PNG, without loss but for rounding to whole values from 0 to 255.</summary>
    /// <param name="image">The image.</param>
    /// <param name="scale">The range of its values.</param>
    /// <exception cref="ArgumentException">A value is NaN.</exception>
    public static byte[] ToPng(ImageArray image, ImageScale scale = ImageScale.Bytes)
    {
        ArgumentNullException.ThrowIfNull(image);
        return ImageWriting.Encode(image, scale, SKEncodedImageFormat.Png, quality: 100);
    }

    /// <summary>A row of a dataset as an image.</summary>
    /// <param name="data">Rows of shape (height, width) or (channels, height, width).</param>
    /// <param name="row">From 0 to below its number of rows.</param>
    /// <exception cref="ArgumentException">The rows have another shape.</exception>
    public static ImageArray Of(Dataset data, int row)
    {
        ArgumentNullException.ThrowIfNull(data);
        var shape = ImageShape.Of(data);
        return new ImageArray(data.Row(row).ToArray(), shape.Channels, shape.Height, shape.Width);
    }

    /// <summary>The first rows of a dataset beside and below each other, to look at.</summary>
    /// <param name="data">Rows of shape (height, width) or (channels, height, width).</param>
    /// <param name="columns">How many images stand beside each other.</param>
    /// <param name="rows">How many stand below each other at most.</param>
    /// <exception cref="ArgumentException">The rows have another shape, or there are none.</exception>
    public static ImageArray Grid(Dataset data, int columns = 8, int rows = 8)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        return ImageWriting.Grid(data, columns, rows);
    }

    private static ImageArray Decode(ReadOnlySpan<byte> bytes, string source, ImageColour colour, ImageScale scale)
    {
        using var pixels = DecodedPixels.Of(bytes, source, MostPixels);
        var channels = colour == ImageColour.Grey ? 1 : 3;
        var values = new float[checked(channels * pixels.Height * pixels.Width)];
        for (var at = 0; at < channels * pixels.Height; at++)
        {
            pixels.ReadRow(colour, at / pixels.Height, at % pixels.Height, values.AsSpan(at * pixels.Width, pixels.Width));
        }

        if (scale == ImageScale.Unit)
        {
            TensorPrimitives.Divide(values, 255f, values);
        }

        return new ImageArray(values, channels, pixels.Height, pixels.Width);
    }
}
