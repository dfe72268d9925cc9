namespace Atelier.Interactive;

/// <summary>Makes pictures of numbers.</summary>
/// <param name="Black">The number shown as 0.</param>
/// <param name="White">The number shown as 255.</param>
internal readonly record struct Shades(double Black, double White)
{
    /// <summary>
    /// The range of some numbers. Colours in 0 to 1 or 0 to 255 keep that range; grey pictures and other colours are stretched
    /// from the smallest to the largest number.
    /// </summary>
    public static Shades For(ReadOnlySpan<double> values, int channels)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values)
        {
            if (double.IsFinite(value))
            {
                (low, high) = (Math.Min(low, value), Math.Max(high, value));
            }
        }

        return channels == 3 && low >= 0 && high <= 255 ? new Shades(0, high <= 1 ? 1 : 255) : new Shades(low, high);
    }

    /// <summary>Makes pictures of numbers that lie picture after picture, channel after channel, row after row.</summary>
    public IReadOnlyList<Picture> Paint(double[] values, int channels, int height, int width)
    {
        var size = channels * height * width;
        var pictures = new Picture[values.Length / size];
        for (var i = 0; i < pictures.Length; i++)
        {
            var samples = new byte[size];
            for (var channel = 0; channel < channels; channel++)
            {
                for (var pixel = 0; pixel < height * width; pixel++)
                {
                    samples[(pixel * channels) + channel] = Shade(values[(i * size) + (channel * height * width) + pixel]);
                }
            }

            pictures[i] = new Picture(width, height, channels, samples);
        }

        return pictures;
    }

    private byte Shade(double value)
    {
        var range = White - Black;
        if (double.IsNaN(value) || !(range > 0))
        {
            return 0;
        }

        return (byte)Math.Round(Math.Clamp((value - Black) / range, 0, 1) * 255);
    }
}
