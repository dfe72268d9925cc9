using System.Numerics.Tensors;
using Atelier.Data;
using Atelier.Onnx;
using Atelier.Preprocessing;

namespace Atelier.Vision;

/// <summary>Shifts and scales each channel, by default to mean 0 and standard deviation 1 over all pixels of the training images.</summary>
/// <remarks>
/// z = (x - mean) / scale, with the biased standard deviation; a channel that never varies has scale 1. Takes rows of shape (height, width) or
/// (channels, height, width). Streamed images are gone through once to learn.
/// </remarks>
public sealed class ImageNormalizer : Transformer<ImageNormalizer, ImageNormalizerOptions, ImageNormalizer.Moments>, IInvertibleTransformer
{
    internal const string KindName = "image-normalizer";

    /// <summary>A normalizer that learns from the images it is fitted on.</summary>
    public ImageNormalizer()
        : this(new ImageNormalizerOptions())
    {
    }

    /// <summary>A normalizer that learns what is not given.</summary>
    /// <param name="options">What to subtract and divide by, such as <see cref="ImageNormalizerOptions.ImageNet"/>.</param>
    public ImageNormalizer(ImageNormalizerOptions options)
        : base(options)
    {
    }

    /// <inheritdoc/>
    public override string Kind => KindName;

    private protected override string? WhyNotOnnx => null;

    /// <summary>What is subtracted from each channel.</summary>
    /// <exception cref="InvalidOperationException">It has not been fitted.</exception>
    public ReadOnlyMemory<double> Mean => Learned.Mean;

    /// <summary>What each channel is then divided by.</summary>
    /// <exception cref="InvalidOperationException">It has not been fitted.</exception>
    public ReadOnlyMemory<double> Scale => Learned.Scale;

    /// <summary>Undoes <see cref="ITransformer.Transform"/>: x = z * scale + mean.</summary>
    /// <inheritdoc/>
    public Dataset InverseTransform(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (!data.FeatureShape.SequenceEqual(Output.Shape))
        {
            throw new ArgumentException(
                $"`{data.Name}` has rows of shape ({string.Join(", ", data.FeatureShape)}); the {Kind} gives ({string.Join(", ", Output.Shape)}).", nameof(data));
        }

        return ImageRows.Map(data, Input, (_, image, result) => ForEachChannel(image, result, (from, to, mean, scale) =>
        {
            TensorPrimitives.Multiply(from, (float)scale, to);
            TensorPrimitives.Add(to, (float)mean, to);
        }));
    }

    /// <inheritdoc/>
    protected override Moments Learn(Dataset data)
    {
        var shape = ImageShape.Of(data);
        EnsureChannels(Options.Mean, shape, nameof(Options.Mean));
        EnsureChannels(Options.Scale, shape, nameof(Options.Scale));
        if (Options is { Mean: { } mean, Scale: { } scale })
        {
            _ = ImageRows.Learn(data);
            return new Moments(mean, scale);
        }

        var learned = ChannelMoments.Of(data, shape);
        return new Moments(Options.Mean ?? learned.Mean, Options.Scale ?? learned.Scale);
    }

    /// <inheritdoc/>
    protected override FeatureSchema Describe(FeatureSchema input, Moments learned)
    {
        var channels = ImageShape.Of(input.Shape, "The transformer takes rows").Channels;
        if (learned.Mean.Length != channels || learned.Scale.Length != channels
            || !learned.Mean.All(double.IsFinite) || !learned.Scale.All(scale => double.IsFinite(scale) && scale > 0))
        {
            throw new InvalidDataException(
                $"The saved {Kind} holds {learned.Mean.Length} means and {learned.Scale.Length} scales for {channels} channels, or one that is out of range. "
                + "The file was changed or is damaged.");
        }

        return new FeatureSchema(input.Shape);
    }

    /// <inheritdoc/>
    protected override Dataset Apply(Dataset data) => ImageRows.Map(data, Output, (_, image, result) =>
        ForEachChannel(image, result, (from, to, mean, scale) =>
        {
            TensorPrimitives.Subtract(from, (float)mean, to);
            TensorPrimitives.Divide(to, (float)scale, to);
        }));

    private protected override OnnxRows WriteOnnx(OnnxWriter writer, OnnxRows rows)
    {
        var channels = Learned.Mean.Length;
        OnnxValue Channels(double[] values) => writer.Floats(Array.ConvertAll(values, value => (float)value), 1, channels, 1);
        var planes = writer.Reshape(rows.Floats(writer), channels, Input.Width / channels);
        var scaled = writer.Divide(writer.Subtract(planes, Channels(Learned.Mean)), Channels(Learned.Scale));
        return OnnxRows.Dense(Output, writer.Reshape(scaled, Output.Width));
    }

    private void ForEachChannel(ReadOnlySpan<float> image, Span<float> result, ChannelMap map)
    {
        var plane = image.Length / Learned.Mean.Length;
        for (var channel = 0; channel < Learned.Mean.Length; channel++)
        {
            map(image.Slice(channel * plane, plane), result.Slice(channel * plane, plane), Learned.Mean[channel], Learned.Scale[channel]);
        }
    }

    private static void EnsureChannels(double[]? given, ImageShape shape, string name)
    {
        if (given is not null && given.Length != shape.Channels)
        {
            throw new ArgumentException(
                $"`{name}` has {given.Length} entries; the images have {shape.Channels} {(shape.Channels == 1 ? "channel" : "channels")}. "
                + "Give one number a channel.",
                name);
        }
    }

    /// <summary>What is subtracted from and divides each channel.</summary>
    /// <param name="Mean">What is subtracted.</param>
    /// <param name="Scale">What the difference is divided by, above 0.</param>
    public sealed record Moments(double[] Mean, double[] Scale);

    private delegate void ChannelMap(ReadOnlySpan<float> from, Span<float> to, double mean, double scale);
}
