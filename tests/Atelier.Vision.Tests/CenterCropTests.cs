using Atelier.Data;
using Atelier.Preprocessing;
using Atelier.Tests.Preprocessing;

namespace Atelier.Vision.Tests;

public sealed class CenterCropTests : TransformerContract
{
    protected override IReadOnlyList<SampleForm> Forms => [SampleForm.Dense];

    protected override bool TakesAllMissing => false;

    protected override ITransformer NewTransformer() => new CenterCrop(new CenterCropOptions { Width = 1, Height = 2 });

    [Fact]
    public void Transform_EveryChannel_KeepsTheCentre()
    {
        var data = new Dataset("d", Enumerable.Range(0, 3 * 4 * 5).Select(value => (float)value).ToArray(), [3, 4, 5]);

        var cropped = new CenterCrop(new CenterCropOptions { Width = 2, Height = 2 }).Fit(data).Transform(data);

        // Rows 1 and 2, columns 1 and 2 of each channel of 20 values.
        Assert.Equal([3, 2, 2], cropped.FeatureShape);
        Assert.Equal([6f, 7, 11, 12, 26, 27, 31, 32, 46, 47, 51, 52], cropped.Features.ToArray());
    }

    [Fact]
    public void Fit_ImagesSmallerThanTheCrop_SaysBothSizes()
    {
        var error = Assert.Throws<ArgumentException>(() => new CenterCrop(new CenterCropOptions { Width = 3, Height = 1 }).Fit(new Dataset("d", new float[4], [2, 2])));

        Assert.Contains("The crop is 3 x 1; the images are 2 x 2", error.Message, StringComparison.Ordinal);
    }
}
