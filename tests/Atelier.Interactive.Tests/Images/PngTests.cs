namespace Atelier.Interactive.Tests;

public sealed class PngTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(28, 28, 1)]
    [InlineData(7, 13, 3)]
    public void Encode_Picture_DecodesToTheSamePixels(int width, int height, int channels)
    {
        var samples = new byte[width * height * channels];
        new Random(3).NextBytes(samples);

        var decoded = PngReader.Decode(Png.Encode(new Picture(width, height, channels, samples)));

        Assert.Equal((width, height, channels), (decoded.Width, decoded.Height, decoded.Channels));
        Assert.Equal(samples, decoded.Samples);
    }

    [Fact]
    public void Mosaic_ThreePicturesInTwoColumns_LeavesGreyLinesAndTheRestGrey()
    {
        var pictures = new byte[] { 1, 2, 3 }.Select(shade => new Picture(2, 1, 1, [shade, shade])).ToArray();

        var mosaic = Picture.Mosaic(pictures, 2);

        Assert.Equal((5, 3), (mosaic.Width, mosaic.Height));
        Assert.Equal([1, 1, 128, 2, 2, 128, 128, 128, 128, 128, 3, 3, 128, 128, 128], mosaic.Samples);
    }
}
