using Atelier.Data;
using Atelier.Preprocessing;

namespace Atelier.Vision;

/// <summary>Gives images another size.</summary>
/// <remarks>
/// Takes rows of shape (height, width) or (channels, height, width) in any units. Fine detail does not alias when images shrink: as Pillow 9.4,
/// <c>Image.resize</c> on float pixels, and as PyTorch's <c>interpolate(antialias=True, align_corners=False)</c>.
/// </remarks>
public sealed class ImageResizer : Transformer<ImageResizer, ImageResizerOptions, ImageShape>
{
    internal const string KindName = "image-resizer";

    private Resampler? _resampler;

    /// <summary>A resizer that has not seen images yet.</summary>
    /// <param name="options">The size that images get.</param>
    public ImageResizer(ImageResizerOptions options)
        : base(options)
    {
    }

    /// <inheritdoc/>
    public override string Kind => KindName;

    private protected override string? WhyNotOnnx => null;

    /// <inheritdoc/>
    protected override ImageShape Learn(Dataset data) => ImageRows.Learn(data);

    /// <inheritdoc/>
    protected override FeatureSchema Describe(FeatureSchema input, ImageShape learned)
    {
        ImageRows.Require(learned, input);
        return ImageShape.Resize(input, Options.Height, Options.Width);
    }

    /// <inheritdoc/>
    protected override Dataset Apply(Dataset data)
    {
        var features = data.Features;
        var resampler = Prepare();
        return ImageRows.Map(data, Output, (row, _, result) => resampler.Run(
            Learned.Channels,
            (channel, y, line) => features.Span
                .Slice((((((row * Learned.Channels) + channel) * Learned.Height) + y) * Learned.Width), Learned.Width)
                .CopyTo(line),
            result));
    }

    private protected override OnnxRows WriteOnnx(OnnxWriter writer, OnnxRows rows)
    {
        var images = writer.Reshape(rows.Floats(writer), Learned.Channels, Learned.Height, Learned.Width);
        return OnnxRows.Dense(Output, writer.Reshape(Prepare().WriteOnnx(writer, images), Output.Width));
    }

    /// <summary>The weights, computed at the first use; two threads may compute the same ones.</summary>
    private Resampler Prepare()
    {
        var known = _resampler;
        if (known is null || known.SourceWidth != Learned.Width || known.SourceHeight != Learned.Height)
        {
            known = new Resampler(Learned.Width, Learned.Height, Options.Width, Options.Height, Options.Fit, Options.Filter, Options.Padding);
            _resampler = known;
        }

        return known;
    }
}
