using Atelier.Data;
using Atelier.Preprocessing;
using Atelier.Tests.Preprocessing;
using Atelier.Vision.Tests.References;

namespace Atelier.Vision.Tests;

public sealed class ImageResizerTests : TransformerContract
{
    protected override IReadOnlyList<SampleForm> Forms => [SampleForm.Dense];

    protected override bool TakesAllMissing => false;

    protected override ITransformer NewTransformer() => new ImageResizer(new ImageResizerOptions { Width = 3, Height = 5, Fit = ImageFit.Contain, Padding = 1 });

    [Theory]
    [InlineData("bilinear", ImageFilter.Bilinear, ImageFit.Stretch)]
    [InlineData("bicubic", ImageFilter.Bicubic, ImageFit.Stretch)]
    [InlineData("nearest", ImageFilter.Nearest, ImageFit.Stretch)]
    [InlineData("area", ImageFilter.Area, ImageFit.Stretch)]
    [InlineData("cover", ImageFilter.Bilinear, ImageFit.Cover)]
    public void Transform_EqualsPillow(string name, ImageFilter filter, ImageFit fit)
    {
        foreach (var reference in Reference.Resizes)
        {
            var data = new Dataset("d", reference.Floats("values"), [reference.Int("height"), reference.Int("width")]);
            var options = new ImageResizerOptions { Width = reference.Int("toWidth"), Height = reference.Int("toHeight"), Filter = filter, Fit = fit };

            var resized = new ImageResizer(options).Fit(data).Transform(data);

            Assert.Equal([options.Height, options.Width], resized.FeatureShape);
            var worst = reference.Floats(name).Zip(resized.Features.ToArray(), (a, b) => Math.Abs(a - b)).Max();
            Assert.True(worst < 1e-4, $"{name} {reference.Int("height")} x {reference.Int("width")} to {options.Height} x {options.Width}: {worst}");
        }
    }

    [Fact]
    public void Transform_SeveralChannelsAndRows_EqualsEachPlaneAlone()
    {
        var random = new Random(1);
        var values = Enumerable.Range(0, 7 * 3 * 9 * 11).Select(_ => random.NextSingle()).ToArray();
        var images = new Dataset("images", values, [3, 9, 11]);
        var planes = new Dataset("planes", values, [9, 11]);
        var resizer = new ImageResizer(new ImageResizerOptions { Width = 4, Height = 6 });

        var together = resizer.Fit(images).Transform(images);

        Assert.Equal([3, 6, 4], together.FeatureShape);
        Assert.Equal(resizer.Fit(planes).Transform(planes).Features.ToArray(), together.Features.ToArray());
    }

    [Fact]
    public void Transform_Contain_KeepsTheWholeAndFillsTheRest()
    {
        var data = new Dataset("d", Enumerable.Repeat(9f, 8).ToArray(), [2, 4]);

        var resized = new ImageResizer(new ImageResizerOptions { Width = 4, Height = 4, Fit = ImageFit.Contain, Padding = -1 }).Fit(data).Transform(data);

        Assert.Equal([-1f, -1, -1, -1, 9, 9, 9, 9, 9, 9, 9, 9, -1, -1, -1, -1], resized.Features.ToArray());
    }

    [Fact]
    public void Fit_RowsThatAreNoImages_SaysWhatIsExpected()
    {
        var error = Assert.Throws<ArgumentException>(() => NewTransformer().Fit(new Dataset("table", new float[8], [2, 2, 2])));

        Assert.Contains("`table` has rows of shape (2, 2, 2); expected images", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageResizerOptions { Width = 0, Height = 1 });
    }
}
