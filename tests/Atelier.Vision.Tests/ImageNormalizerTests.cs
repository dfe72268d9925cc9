using System.Text.Json.Nodes;
using Atelier.Data;
using Atelier.Preprocessing;
using Atelier.Tests.Preprocessing;

namespace Atelier.Vision.Tests;

public sealed class ImageNormalizerTests : TransformerContract
{
    protected override IReadOnlyList<SampleForm> Forms => [SampleForm.Dense];

    protected override bool TakesAllMissing => false;

    protected override ITransformer NewTransformer() => new ImageNormalizer();

    [Fact]
    public void Fit_Channels_LearnsTheMomentsOfAllTheirPixels()
    {
        var data = Photos();

        var normalizer = new ImageNormalizer().Fit(data);
        var result = normalizer.Transform(data);

        for (var channel = 0; channel < 3; channel++)
        {
            var pixels = PixelsOf(data, channel);
            var mean = pixels.Average();
            Assert.Equal(mean, normalizer.Mean.Span[channel], 1e-9);
            Assert.Equal(Math.Sqrt(pixels.Average(x => (x - mean) * (x - mean))), normalizer.Scale.Span[channel], 1e-9);
            Assert.Equal(0, PixelsOf(result, channel).Average(), 1e-6);
            Assert.Equal(1, PixelsOf(result, channel).Average(x => x * x), 1e-5);
        }
    }

    [Fact]
    public void Fit_Streamed_LearnsTheSame()
    {
        var data = Photos();

        var streamed = new ImageNormalizer().Fit(Dataset.FromSource("streamed", new Copy(data)));

        Assert.Equal(new ImageNormalizer().Fit(data).ToJson().ToJsonString(), streamed.ToJson().ToJsonString());
    }

    [Fact]
    public void Transform_ImageNet_UsesWhatIsGiven()
    {
        var data = Photos();
        var normalizer = new ImageNormalizer(ImageNormalizerOptions.ImageNet).Fit(data);

        var result = normalizer.Transform(data);

        Assert.Equal((PixelsOf(data, 1)[5] - 0.456) / 0.224, PixelsOf(result, 1)[5], 1e-4);
    }

    [Fact]
    public void InverseTransform_UndoesTransform_AlsoAfterLoading()
    {
        var data = Photos();
        var normalizer = new ImageNormalizer().Fit(data);
        var loaded = (IInvertibleTransformer)Transformers.FromJson(JsonNode.Parse(normalizer.ToJson().ToJsonString())!.AsObject());

        var back = loaded.InverseTransform(normalizer.Transform(data));

        Assert.Equal(data.Features.ToArray(), back.Features.ToArray(), (a, b) => Math.Abs(a - b) < 1e-4f);
        Assert.Contains("the image-normalizer gives (3, 4, 5)", Assert.Throws<ArgumentException>(() =>
            normalizer.InverseTransform(new Dataset("d", new float[4], [2, 2]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Transform_ConstantChannel_BecomesZero()
    {
        var data = new Dataset("d", new[] { 7f, 7, 7, 7 }, [2, 2]);

        Assert.Equal([0f, 0, 0, 0], new ImageNormalizer().Fit(data).Transform(data).Features.ToArray());
    }

    [Fact]
    public void Fit_OtherNumberOfChannels_SaysBoth()
    {
        var error = Assert.Throws<ArgumentException>(() => new ImageNormalizer(ImageNormalizerOptions.ImageNet).Fit(new Dataset("d", new float[4], [2, 2])));
        var scale = Assert.Throws<ArgumentException>(() => new ImageNormalizerOptions { Scale = [1, 0, 1] });

        Assert.Contains("`Mean` has 3 entries; the images have 1 channel", error.Message, StringComparison.Ordinal);
        Assert.Contains("`Scale` is 1, 0, 1; expected finite numbers above 0", scale.Message, StringComparison.Ordinal);
    }

    private static Dataset Photos()
    {
        var random = new Random(4);
        return new Dataset("photos", Enumerable.Range(0, 6 * 60).Select(at => (random.NextSingle() * 200) + (at / 20 % 3 * 10)).ToArray(), [3, 4, 5]);
    }

    private static double[] PixelsOf(Dataset data, int channel) =>
        [.. data.Features.ToArray().Where((_, at) => at / 20 % 3 == channel).Select(value => (double)value)];

    private sealed class Copy(Dataset data) : IFeatureSource
    {
        public int Count => data.Count;

        public IReadOnlyList<int> Shape => data.FeatureShape;

        public void Read(ReadOnlySpan<int> rows, Span<float> destination) => data.CopyRows(rows, destination);
    }
}
