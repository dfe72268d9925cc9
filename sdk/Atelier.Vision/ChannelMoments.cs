using Atelier.Data;

namespace Atelier.Vision;

/// <summary>The mean and standard deviation of each channel over all pixels.</summary>
internal static class ChannelMoments
{
    private const int ValuesAtOnce = 1 << 22;

    /// <exception cref="ArgumentException">A pixel is NaN or infinite.</exception>
    public static (double[] Mean, double[] Scale) Of(Dataset data, ImageShape shape)
    {
        var (mean, squares) = (new double[shape.Channels], new double[shape.Channels]);
        var pixels = 0L;
        foreach (var batch in data.Batches(Math.Max(1, ValuesAtOnce / shape.Size)))
        {
            batch.EnsureFinite();
            for (var row = 0; row < batch.Count; row++)
            {
                var image = batch.Row(row);
                for (var channel = 0; channel < shape.Channels; channel++)
                {
                    Add(image.Slice(channel * shape.Plane, shape.Plane), pixels, ref mean[channel], ref squares[channel]);
                }

                pixels += shape.Plane;
            }
        }

        var count = pixels;
        return (mean, [.. squares.Select(sum => sum > 0 ? Math.Sqrt(sum / count) : 1)]);
    }

    /// <summary>Merges the moments of a plane into those so far (Chan, Golub, LeVeque 1979), which loses no digits to large means.</summary>
    private static void Add(ReadOnlySpan<float> plane, long before, ref double mean, ref double squares)
    {
        var sum = 0.0;
        foreach (var value in plane)
        {
            sum += value;
        }

        var own = sum / plane.Length;
        var ownSquares = 0.0;
        foreach (var value in plane)
        {
            ownSquares += (value - own) * (value - own);
        }

        var difference = own - mean;
        var after = (double)before + plane.Length;
        mean += difference * plane.Length / after;
        squares += ownSquares + (difference * difference * before * plane.Length / after);
    }
}
