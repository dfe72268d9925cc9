using System.Runtime.InteropServices;
using Atelier.Data;
using SkiaSharp;

namespace Atelier.Vision;

/// <summary>From values to encoded images.</summary>
internal static class ImageWriting
{
    public static byte[] Encode(ImageArray image, ImageScale scale, SKEncodedImageFormat format, int quality)
    {
        var values = image.Values.Span;
        if (Check.FirstNotFinite(values) is var bad and >= 0 && float.IsNaN(values[bad]))
        {
            throw new ArgumentException($"The image holds NaN at position {bad}; expected numbers.", nameof(image));
        }

        var info = new SKImageInfo(image.Width, image.Height, image.Channels == 1 ? SKColorType.Gray8 : SKColorType.Rgba8888, SKAlphaType.Opaque);
        var plane = image.Width * image.Height;
        var factor = scale == ImageScale.Unit ? 255f : 1f;
        var pixels = new byte[info.BytesSize];
        for (var at = 0; at < plane; at++)
        {
            if (image.Channels == 1)
            {
                pixels[at] = ToByte(values[at] * factor);
                continue;
            }

            pixels[4 * at] = ToByte(values[at] * factor);
            pixels[(4 * at) + 1] = ToByte(values[plane + at] * factor);
            pixels[(4 * at) + 2] = ToByte(values[(2 * plane) + at] * factor);
            pixels[(4 * at) + 3] = 255;
        }

        var pin = GCHandle.Alloc(pixels, GCHandleType.Pinned);
        try
        {
            using var map = new SKPixmap(info, pin.AddrOfPinnedObject(), info.RowBytes);
            using var data = map.Encode(format, quality)
                ?? throw new InvalidOperationException(
                    $"The image of {image.Width} x {image.Height} pixels cannot be written as {format}: WebP and JPEG have a largest size. Write a PNG.");
            return data.ToArray();
        }
        finally
        {
            pin.Free();
        }
    }

    public static ImageArray Grid(Dataset data, int columns, int rows)
    {
        const int gap = 2;
        var shape = ImageShape.Of(data);
        var count = Math.Min(data.Count, columns * rows);
        if (count == 0)
        {
            throw new ArgumentException($"`{data.Name}` has no rows to show.", nameof(data));
        }

        columns = Math.Min(columns, count);
        rows = (count + columns - 1) / columns;
        var (height, width) = ((rows * (shape.Height + gap)) - gap, (columns * (shape.Width + gap)) - gap);
        var values = new float[checked(shape.Channels * height * width)];
        for (var row = 0; row < count; row++)
        {
            var image = data.Row(row);
            var (top, left) = (row / columns * (shape.Height + gap), row % columns * (shape.Width + gap));
            for (var line = 0; line < shape.Channels * shape.Height; line++)
            {
                var (channel, y) = (line / shape.Height, line % shape.Height);
                image.Slice(line * shape.Width, shape.Width).CopyTo(values.AsSpan((((channel * height) + top + y) * width) + left));
            }
        }

        return new ImageArray(values, shape.Channels, height, width);
    }

    private static byte ToByte(float value) => (byte)Math.Clamp(MathF.Round(value), 0f, 255f);
}
