namespace Atelier.Interactive.Tests;

public sealed class ImageShapeTests
{
    [Theory]
    [InlineData(new long[] { 28, 28 }, 1, 1, 28, 28)]
    [InlineData(new long[] { 1, 28, 30 }, 1, 1, 28, 30)]
    [InlineData(new long[] { 3, 8, 8 }, 1, 3, 8, 8)]
    [InlineData(new long[] { 100, 28, 28 }, 100, 1, 28, 28)]
    [InlineData(new long[] { 5, 1, 9, 12 }, 5, 1, 9, 12)]
    [InlineData(new long[] { 5, 3, 9, 12 }, 5, 3, 9, 12)]
    public void Of_ShapeOfPictures_ReadsIt(long[] shape, long count, int channels, long height, long width) =>
        Assert.Equal(new ImageShape(count, channels, height, width), ImageShape.Of(shape));

    [Theory]
    [InlineData(new long[] { })]
    [InlineData(new long[] { 784 })]
    [InlineData(new long[] { 7, 28 })]
    [InlineData(new long[] { 128, 784 })]
    [InlineData(new long[] { 32, 20, 64 })]
    [InlineData(new long[] { 5, 2, 28, 28 })]
    [InlineData(new long[] { 0, 1, 28, 28 })]
    [InlineData(new long[] { 1, 1, 1, 28, 28 })]
    public void Of_OtherShape_IsNull(long[] shape) => Assert.Null(ImageShape.Of(shape));

    [Fact]
    public void Paint_ColoursBetween0And1_KeepTheirRangeAndBecomePixels()
    {
        double[] values = [0, 0.5, 1, 0.25, 0, 1]; // red 0 0.5, green 1 0.25, blue 0 1

        var picture = Assert.Single(Shades.For(values, channels: 3).Paint(values, 3, 1, 2));

        Assert.Equal([0, 255, 0, 128, 64, 255], picture.Samples);
    }

    [Fact]
    public void Paint_GreyNumbers_StretchesThemAndShowsNaNAsBlack()
    {
        double[] values = [-2, 2, double.NaN, 0];

        var picture = Assert.Single(Shades.For(values, channels: 1).Paint(values, 1, 2, 2));

        Assert.Equal([0, 255, 0, 128], picture.Samples);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(double.NaN)]
    public void Paint_OnlyOneNumber_IsBlackAndDoesNotFail(double value)
    {
        double[] values = [value, value];

        Assert.Equal([0, 0], Assert.Single(Shades.For(values, 1).Paint(values, 1, 1, 2)).Samples);
    }
}
