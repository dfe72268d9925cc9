using Atelier.Data;

namespace Atelier.Vision.Tests;

public sealed class ImageAugmentationTests
{
    private static readonly ImageAugmentation Everything = new()
    {
        FlipHorizontal = 0.5,
        FlipVertical = 0.5,
        Rotate = 30,
        Shift = 0.2,
        Zoom = 0.3,
        Brightness = 0.3,
        Contrast = 0.3,
        Saturation = 0.5,
        Erase = 0.5,
    };

    [Fact]
    public void Apply_NothingSet_ChangesNothing()
    {
        var data = Photos(5);

        Assert.Equal(data.Hash, new ImageAugmentation().Apply(data, seed: 1).Hash);
    }

    [Fact]
    public void Apply_KeepsShapeLabelsAndTheDatasetItself()
    {
        var data = Photos(5);
        var hash = new Dataset("copy", data.Features.ToArray(), data.FeatureShape, data.Labels).Hash;

        var result = Everything.Apply(data, seed: 1);

        Assert.Equal(data.FeatureShape, result.FeatureShape);
        Assert.Equal(data.Labels.ToArray(), result.Labels.ToArray());
        Assert.Equal(data.ClassNames, result.ClassNames);
        Assert.Equal(hash, data.Hash);
        Assert.NotEqual(hash, result.Hash);
    }

    [Fact]
    public void Apply_SeedEpochAndRow_DecideOnThePicture()
    {
        var data = Photos(6);
        var same = data.Select([0, 0, 0, 0, 0, 0]);

        var pictures = new[] { Everything.Apply(same, seed: 1), Everything.Apply(same, seed: 2), Everything.Apply(same, seed: 1, epoch: 1) }
            .SelectMany(result => Enumerable.Range(0, 6).Select(row => string.Join(' ', result.Row(row).ToArray())))
            .ToArray();

        Assert.Equal(18, pictures.Distinct().Count());
        Assert.Equal(Everything.Apply(data, seed: 1, epoch: 3).Hash, Everything.Apply(data, seed: 1, epoch: 3).Hash);
    }

    [Fact]
    public void Stream_AnyOrderBatchesAndThreads_GivesTheSamePictures()
    {
        var data = Photos(40);
        var whole = Everything.Apply(data, seed: 5, epoch: 2);

        var streamed = Everything.Stream(data, seed: 5, epoch: 2);

        Assert.True(streamed.IsStreamed);
        Assert.Equal(whole.Hash, streamed.Hash);
        int[] order = [7, 39, 0, 7, 12];
        Assert.Equal(whole.Select(order).Hash, streamed.Select(order).Hash);
        Assert.Equal(whole.Select(order).Hash, Everything.Apply(data.Select(order), seed: 5, epoch: 2, rows: order).Hash);
        Assert.All(streamed.Batches(3).SelectMany((batch, at) => Enumerable.Range(0, batch.Count).Select(i => (batch, i, Row: (3 * at) + i))), part =>
            Assert.Equal(whole.Row(part.Row).ToArray(), part.batch.Row(part.i).ToArray()));
    }

    [Theory]
    [InlineData(true, false, new float[] { 3, 2, 1, 6, 5, 4 })]
    [InlineData(false, true, new float[] { 4, 5, 6, 1, 2, 3 })]
    [InlineData(true, true, new float[] { 6, 5, 4, 3, 2, 1 })]
    public void Flip_Always_MirrorsExactly(bool horizontal, bool vertical, float[] expected)
    {
        var data = new Dataset("d", new float[] { 1, 2, 3, 4, 5, 6 }, [2, 3]);

        var result = new ImageAugmentation { FlipHorizontal = horizontal ? 1 : 0, FlipVertical = vertical ? 1 : 0 }.Apply(data, seed: 1);

        Assert.Equal(expected, result.Features.ToArray());
    }

    [Fact]
    public void Flip_Half_MirrorsAboutHalfOfTheRows()
    {
        var data = new Dataset("d", Enumerable.Range(0, 4000).Select(at => (float)(at % 2)).ToArray(), [1, 2]);

        var result = new ImageAugmentation { FlipHorizontal = 0.5 }.Apply(data, seed: 3);

        Assert.InRange(Enumerable.Range(0, 2000).Count(row => result.Row(row)[0] == 1), 900, 1100);
    }

    [Fact]
    public void Shift_Alone_MovesByWholePixelsAndFillsTheRest()
    {
        var data = new Dataset("d", Enumerable.Repeat(Enumerable.Range(1, 36).Select(value => (float)value), 50).SelectMany(x => x).ToArray(), [6, 6]);

        var result = new ImageAugmentation { Shift = 0.34, Fill = -1 }.Apply(data, seed: 2);

        var shifts = new HashSet<(int, int)>();
        for (var row = 0; row < 50; row++)
        {
            var image = result.Row(row).ToArray();
            var at = Array.FindIndex(image, value => value >= 0);
            var (down, right) = ((at / 6) - (((int)image[at] - 1) / 6), (at % 6) - (((int)image[at] - 1) % 6));
            shifts.Add((down, right));
            for (var pixel = 0; pixel < 36; pixel++)
            {
                var (y, x) = ((pixel / 6) - down, (pixel % 6) - right);
                Assert.Equal(y is >= 0 and < 6 && x is >= 0 and < 6 ? (y * 6) + x + 1 : -1, image[pixel]);
            }
        }

        Assert.All(shifts, shift => Assert.True(Math.Abs(shift.Item1) <= 2 && Math.Abs(shift.Item2) <= 2));
        Assert.InRange(shifts.Count, 15, 25);
    }

    [Fact]
    public void Rotate_Dot_StaysAtItsDistanceFromTheCentre()
    {
        // A soft dot 10 pixels above the centre of 41 x 41: turned, its centre of mass lies on the circle, within the largest angle.
        var image = new float[41 * 41];
        for (var at = 0; at < image.Length; at++)
        {
            var (dy, dx) = ((at / 41) - 10, (at % 41) - 20);
            image[at] = 100 * MathF.Exp(-((dy * dy) + (dx * dx)) / 8f);
        }

        var data = new Dataset("d", Enumerable.Repeat(image, 60).SelectMany(x => x).ToArray(), [41, 41]);

        var result = new ImageAugmentation { Rotate = 45 }.Apply(data, seed: 4);

        var angles = Enumerable.Range(0, 60).Select(row =>
        {
            var turned = result.Row(row).ToArray();
            var mass = turned.Sum();
            var (dy, dx) = (turned.Select((value, at) => value * ((at / 41) - 20)).Sum() / mass, turned.Select((value, at) => value * ((at % 41) - 20)).Sum() / mass);
            Assert.Equal(10, Math.Sqrt((dx * dx) + (dy * dy)), 0.05);
            Assert.Equal(image.Sum(), mass, 0.01 * mass);
            return Math.Atan2(dx, -dy) * 180 / Math.PI;
        }).ToArray();
        Assert.All(angles, angle => Assert.InRange(angle, -45.5, 45.5));
        Assert.True(angles.Min() < -20 && angles.Max() > 20);
    }

    [Fact]
    public void Zoom_Square_GrowsAndShrinksWithinTheFactor()
    {
        var image = new float[60 * 60];
        for (var y = 20; y < 40; y++)
        {
            image.AsSpan((y * 60) + 20, 20).Fill(1);
        }

        var data = new Dataset("d", Enumerable.Repeat(image, 60).SelectMany(x => x).ToArray(), [60, 60]);

        var result = new ImageAugmentation { Zoom = 0.5 }.Apply(data, seed: 5);

        var sides = Enumerable.Range(0, 60).Select(row => Math.Sqrt(result.Row(row).ToArray().Sum())).ToArray();
        Assert.All(sides, side => Assert.InRange(side, (20 / 1.5) - 0.3, (20 * 1.5) + 0.3));
        Assert.True(sides.Min() < 15 && sides.Max() > 27);
    }

    [Fact]
    public void Brightness_Changes_ScaleAllValuesWithinTheRange()
    {
        var data = new Dataset("d", Enumerable.Repeat(new float[] { 0, 50, 100, 200 }, 50).SelectMany(x => x).ToArray(), [2, 2]);

        var result = new ImageAugmentation { Brightness = 0.5 }.Apply(data, seed: 6);

        for (var row = 0; row < 50; row++)
        {
            var image = result.Row(row).ToArray();
            var factor = image[2] / 100;
            Assert.InRange(factor, 0.5, 1.5);
            Assert.Equal(new[] { 0, 50 * factor, 100 * factor, Math.Min(255, 200 * factor) }, image, (a, b) => Math.Abs(a - b) < 1e-3);
        }
    }

    [Fact]
    public void Contrast_Changes_KeepTheMean_SaturationKeepsTheGrey()
    {
        var data = new Dataset("d", Enumerable.Repeat(new float[] { 100, 120, 80, 110, 140, 90 }, 50).SelectMany(x => x).ToArray(), [3, 1, 2]);

        var contrast = new ImageAugmentation { Contrast = 0.5 }.Apply(data, seed: 7);
        var saturation = new ImageAugmentation { Saturation = 1 }.Apply(data, seed: 7);

        for (var row = 0; row < 50; row++)
        {
            Assert.Equal(Grey(data, row, 0) + Grey(data, row, 1), Grey(contrast, row, 0) + Grey(contrast, row, 1), 1e-2);
            Assert.Equal(Grey(data, row, 0), Grey(saturation, row, 0), 1e-2);
            Assert.Equal(Grey(data, row, 1), Grey(saturation, row, 1), 1e-2);
            // Differences between colours keep their sign, and between none and double their size.
            Assert.InRange(saturation.Row(row)[0] - saturation.Row(row)[2], 0, 40.01);
        }

        Assert.True(Enumerable.Range(0, 50).Select(row => saturation.Row(row)[0] - saturation.Row(row)[2]).Distinct().Count() > 40);
    }

    [Fact]
    public void Colours_OtherRange_StayWithinIt()
    {
        var random = new Random(1);
        var data = new Dataset("d", Enumerable.Range(0, 300).Select(_ => (random.NextSingle() * 2) - 1).ToArray(), [3, 2, 5]);

        var result = new ImageAugmentation { Brightness = 1, Contrast = 1, Saturation = 1, Range = (-1, 1) }.Apply(data, seed: 8);

        Assert.All(result.Features.ToArray(), value => Assert.InRange(value, -1, 1));
        Assert.Contains(result.Features.ToArray(), value => value == 1);
    }

    [Fact]
    public void Erase_Always_FillsOneRectangleOfTheAskedArea()
    {
        var data = new Dataset("d", Enumerable.Repeat(5f, 100 * 3 * 20 * 30).ToArray(), [3, 20, 30]);

        var result = new ImageAugmentation { Erase = 1, EraseArea = 0.3, Fill = 9 }.Apply(data, seed: 9);

        for (var row = 0; row < 100; row++)
        {
            var image = result.Row(row).ToArray();
            var erased = Enumerable.Range(0, 600).Where(at => image[at] == 9).ToArray();
            var (height, width) = (erased.Max(at => at / 30) - erased.Min(at => at / 30) + 1, erased.Max(at => at % 30) - erased.Min(at => at % 30) + 1);
            Assert.Equal(height * width, erased.Length);
            Assert.InRange(erased.Length, 600 * 0.03 * 0.8, 600 * 0.3 * 1.2);
            Assert.All(erased, at => Assert.True(image[600 + at] == 9 && image[1200 + at] == 9));
        }
    }

    [Fact]
    public void Apply_OnePixelImages_StayWhole()
    {
        var data = new Dataset("d", new float[] { 10, 20, 30 }, [3, 1, 1]);

        var result = (Everything with { Erase = 0, Zoom = 0, Rotate = 0, Shift = 0 }).Apply(data, seed: 1);

        Assert.All(result.Features.ToArray(), value => Assert.InRange(value, 0, 255));
        Assert.All(Everything.Apply(data, seed: 1).Features.ToArray(), value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void Settings_OutOfRange_SayWhatIsExpected()
    {
        var flip = Assert.Throws<ArgumentOutOfRangeException>(() => new ImageAugmentation { FlipHorizontal = 1.5 });
        var rotate = Assert.Throws<ArgumentOutOfRangeException>(() => new ImageAugmentation { Rotate = double.NaN });
        var range = Assert.Throws<ArgumentOutOfRangeException>(() => new ImageAugmentation { Range = (1, 0) });
        var table = Assert.Throws<ArgumentException>(() => Everything.Apply(new Dataset("table", new float[4], [4]), seed: 1));
        var rows = Assert.Throws<ArgumentException>(() => Everything.Apply(Photos(2), seed: 1, rows: new[] { 1 }));

        Assert.Contains("Expected a probability from 0 to 1. (Parameter 'FlipHorizontal')", flip.Message, StringComparison.Ordinal);
        Assert.Contains("Expected degrees from 0 to 180. (Parameter 'Rotate')", rotate.Message, StringComparison.Ordinal);
        Assert.Contains("the value of black below that of white", range.Message, StringComparison.Ordinal);
        Assert.Contains("`table` has rows of shape (4,); expected images", table.Message, StringComparison.Ordinal);
        Assert.Contains("`rows` has 1 entries; expected 2", rows.Message, StringComparison.Ordinal);
    }

    private static double Grey(Dataset data, int row, int pixel) =>
        (0.299 * data.Row(row)[pixel]) + (0.587 * data.Row(row)[2 + pixel]) + (0.114 * data.Row(row)[4 + pixel]);

    private static Dataset Photos(int rows)
    {
        var random = new Random(rows);
        return new Dataset(
            "photos", Enumerable.Range(0, rows * 3 * 16 * 20).Select(_ => random.NextSingle() * 255).ToArray(), [3, 16, 20], Enumerable.Range(0, rows).Select(row => row % 2).ToArray());
    }
}
