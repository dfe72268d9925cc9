namespace Atelier.Interactive;

/// <summary>A picture of 8-bit samples.</summary>
/// <param name="Width">Pixels a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Channels">1 for grey, 3 for red, green and blue.</param>
/// <param name="Samples">Row after row, pixel after pixel, channel after channel.</param>
internal sealed record Picture(int Width, int Height, int Channels, byte[] Samples)
{
    /// <summary>Sets pictures of one size side by side in rows, with a thin mid-grey line between them.</summary>
    public static Picture Mosaic(IReadOnlyList<Picture> pictures, int columns)
    {
        if (pictures.Count == 1)
        {
            return pictures[0];
        }

        var (width, height, channels) = (pictures[0].Width, pictures[0].Height, pictures[0].Channels);
        columns = Math.Min(columns, pictures.Count);
        var rows = (pictures.Count + columns - 1) / columns;
        var whole = new Picture((columns * (width + 1)) - 1, (rows * (height + 1)) - 1, channels, []);
        var samples = new byte[whole.Width * whole.Height * channels];
        samples.AsSpan().Fill(128);
        for (var i = 0; i < pictures.Count; i++)
        {
            var (left, top) = (i % columns * (width + 1), i / columns * (height + 1));
            for (var y = 0; y < height; y++)
            {
                pictures[i].Samples.AsSpan(y * width * channels, width * channels)
                    .CopyTo(samples.AsSpan((((top + y) * whole.Width) + left) * channels));
            }
        }

        return whole with { Samples = samples };
    }
}
