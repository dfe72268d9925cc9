using System.Buffers;
using System.Numerics.Tensors;

namespace Atelier.Vision;

/// <summary>Changes one image.</summary>
internal readonly ref struct Augmenter(ImageAugmentation settings, ImageShape shape, Random random)
{
    // What makes grey of colours, as ITU-R BT.601.
    private const float RedShare = 0.299f;
    private const float GreenShare = 0.587f;
    private const float BlueShare = 0.114f;

    public void Run(Span<float> image)
    {
        // Every number is drawn whatever the settings: switching one change on or off leaves the others as they were.
        var flipHorizontal = random.NextDouble() < settings.FlipHorizontal;
        var flipVertical = random.NextDouble() < settings.FlipVertical;
        var angle = Around(settings.Rotate) * Math.PI / 180;
        var (right, down) = (Around(settings.Shift) * shape.Width, Around(settings.Shift) * shape.Height);
        var zoom = Math.Pow(1 + settings.Zoom, Around(1));
        var brightness = 1 + (float)Around(settings.Brightness);
        var contrast = 1 + (float)Around(settings.Contrast);
        var saturation = 1 + (float)Around(settings.Saturation);
        Flip(image, flipHorizontal, flipVertical);
        if (settings.Rotate > 0 || settings.Zoom > 0)
        {
            Warp(image, angle, zoom, right, down);
        }
        else if (settings.Shift > 0)
        {
            Warp(image, 0, 1, Math.Round(right), Math.Round(down));
        }

        Colour(image, brightness, contrast, saturation);
        Erase(image);
    }

    /// <summary>A number from -reach to reach.</summary>
    private double Around(double reach) => ((random.NextDouble() * 2) - 1) * reach;

    private void Flip(Span<float> image, bool horizontal, bool vertical)
    {
        for (var channel = 0; channel < shape.Channels; channel++)
        {
            var plane = image.Slice(channel * shape.Plane, shape.Plane);
            if (horizontal && vertical)
            {
                plane.Reverse();
                continue;
            }

            for (var y = 0; horizontal && y < shape.Height; y++)
            {
                plane.Slice(y * shape.Width, shape.Width).Reverse();
            }

            if (vertical)
            {
                // All rows back to front, then each row by itself: the rows have changed places.
                plane.Reverse();
                for (var y = 0; y < shape.Height; y++)
                {
                    plane.Slice(y * shape.Width, shape.Width).Reverse();
                }
            }
        }
    }

    /// <summary>Turns about the centre, zooms and shifts: for each new pixel, looks where it was.</summary>
    private void Warp(Span<float> image, double angle, double zoom, double right, double down)
    {
        var source = ArrayPool<float>.Shared.Rent(image.Length);
        image.CopyTo(source);
        var (sine, cosine) = (Math.Sin(angle) / zoom, Math.Cos(angle) / zoom);
        var (centreX, centreY) = ((shape.Width - 1) / 2.0, (shape.Height - 1) / 2.0);
        for (var y = 0; y < shape.Height; y++)
        {
            for (var x = 0; x < shape.Width; x++)
            {
                var (dx, dy) = (x - centreX - right, y - centreY - down);
                var (fromX, fromY) = ((cosine * dx) + (sine * dy) + centreX, (cosine * dy) - (sine * dx) + centreY);
                Sample(source, fromX, fromY, image[((y * shape.Width) + x)..]);
            }
        }

        ArrayPool<float>.Shared.Return(source);
    }

    /// <summary>The value of every channel between four pixels; pixels beyond the edge hold the fill.</summary>
    private void Sample(ReadOnlySpan<float> source, double x, double y, Span<float> result)
    {
        var (left, top) = (Math.Floor(x), Math.Floor(y));
        var (right, down) = ((float)(x - left), (float)(y - top));
        for (var channel = 0; channel < shape.Channels; channel++)
        {
            var plane = source.Slice(channel * shape.Plane, shape.Plane);
            var above = Between(At(plane, left, top), right > 0 ? At(plane, left + 1, top) : 0, right);
            var below = down > 0 ? Between(At(plane, left, top + 1), right > 0 ? At(plane, left + 1, top + 1) : 0, right) : 0;
            result[channel * shape.Plane] = Between(above, below, down);
        }
    }

    private static float Between(float first, float second, float share) => share == 0 ? first : first + ((second - first) * share);

    private float At(ReadOnlySpan<float> plane, double x, double y) =>
        x >= 0 && y >= 0 && x < shape.Width && y < shape.Height ? plane[((int)y * shape.Width) + (int)x] : settings.Fill;

    private void Colour(Span<float> image, float brightness, float contrast, float saturation)
    {
        if (settings is { Brightness: 0, Contrast: 0, Saturation: 0 })
        {
            return;
        }

        var (black, white) = settings.Range;
        TensorPrimitives.Subtract(image, black, image);
        TensorPrimitives.Multiply(image, brightness, image);
        if (settings.Contrast > 0)
        {
            var mean = MeanGrey(image);
            TensorPrimitives.Subtract(image, mean, image);
            TensorPrimitives.Multiply(image, contrast, image);
            TensorPrimitives.Add(image, mean, image);
        }

        if (settings.Saturation > 0 && shape.Channels == 3)
        {
            var (red, green, blue) = Planes(image);
            for (var at = 0; at < shape.Plane; at++)
            {
                var grey = (red[at] * RedShare) + (green[at] * GreenShare) + (blue[at] * BlueShare);
                red[at] = grey + ((red[at] - grey) * saturation);
                green[at] = grey + ((green[at] - grey) * saturation);
                blue[at] = grey + ((blue[at] - grey) * saturation);
            }
        }

        TensorPrimitives.Add(image, black, image);
        TensorPrimitives.Clamp(image, black, white, image);
    }

    private float MeanGrey(Span<float> image)
    {
        if (shape.Channels == 1)
        {
            return TensorPrimitives.Sum<float>(image) / shape.Plane;
        }

        var (red, green, blue) = Planes(image);
        var sum = (TensorPrimitives.Sum<float>(red) * RedShare)
            + (TensorPrimitives.Sum<float>(green) * GreenShare)
            + (TensorPrimitives.Sum<float>(blue) * BlueShare);
        return sum / shape.Plane;
    }

    private ColourPlanes Planes(Span<float> image) => new(image, shape.Plane);

    private void Erase(Span<float> image)
    {
        var erased = random.NextDouble() < settings.Erase;
        var area = settings.EraseArea * (0.1 + (0.9 * random.NextDouble())) * shape.Plane;
        // From three times as wide as high to three times as high as wide.
        var proportion = Math.Pow(3, Around(1));
        var height = Math.Clamp((int)Math.Round(Math.Sqrt(area * proportion)), 1, shape.Height);
        var width = Math.Clamp((int)Math.Round(area / height), 1, shape.Width);
        var (top, left) = (random.Next(shape.Height - height + 1), random.Next(shape.Width - width + 1));
        for (var line = 0; erased && line < shape.Channels * height; line++)
        {
            var (channel, y) = (line / height, line % height);
            image.Slice((channel * shape.Plane) + ((top + y) * shape.Width) + left, width).Fill(settings.Fill);
        }
    }

    private readonly ref struct ColourPlanes(Span<float> image, int plane)
    {
        private readonly Span<float> _red = image[..plane];
        private readonly Span<float> _green = image.Slice(plane, plane);
        private readonly Span<float> _blue = image.Slice(2 * plane, plane);

        public void Deconstruct(out Span<float> red, out Span<float> green, out Span<float> blue)
        {
            red = _red;
            green = _green;
            blue = _blue;
        }
    }
}
