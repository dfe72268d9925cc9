using Atelier.Data;
using Atelier.Preprocessing;

namespace Atelier.Vision;

/// <summary>Keeps the part of each image around its centre.</summary>
/// <remarks>Takes rows of shape (height, width) or (channels, height, width). Where the border is odd, the larger half is cut off at the right and below.</remarks>
public sealed class CenterCrop : Transformer<CenterCrop, CenterCropOptions, ImageShape>
{
    internal const string KindName = "center-crop";

    /// <summary>A crop that has not seen images yet.</summary>
    /// <param name="options">The size of the part that is kept.</param>
    public CenterCrop(CenterCropOptions options)
        : base(options)
    {
    }

    /// <inheritdoc/>
    public override string Kind => KindName;

    private protected override string? WhyNotOnnx => null;

    /// <inheritdoc/>
    protected override ImageShape Learn(Dataset data)
    {
        var shape = ImageRows.Learn(data);
        EnsureInside(shape);
        return shape;
    }

    /// <inheritdoc/>
    protected override FeatureSchema Describe(FeatureSchema input, ImageShape learned)
    {
        ImageRows.Require(learned, input);
        EnsureInside(learned);
        return ImageShape.Resize(input, Options.Height, Options.Width);
    }

    /// <inheritdoc/>
    protected override Dataset Apply(Dataset data)
    {
        var (top, left) = ((Learned.Height - Options.Height) / 2, (Learned.Width - Options.Width) / 2);
        return ImageRows.Map(data, Output, (_, image, result) =>
        {
            for (var line = 0; line < Learned.Channels * Options.Height; line++)
            {
                var (channel, y) = (line / Options.Height, line % Options.Height);
                image.Slice((((channel * Learned.Height) + top + y) * Learned.Width) + left, Options.Width).CopyTo(result[(line * Options.Width)..]);
            }
        });
    }

    private protected override OnnxRows WriteOnnx(OnnxWriter writer, OnnxRows rows)
    {
        var (top, left) = ((Learned.Height - Options.Height) / 2, (Learned.Width - Options.Width) / 2);
        var images = writer.Reshape(rows.Floats(writer), Learned.Channels, Learned.Height, Learned.Width);
        var cropped = writer.Slice(
            images, [top, left], [top + Options.Height, left + Options.Width], [2, 3], Learned.Channels, Options.Height, Options.Width);
        return OnnxRows.Dense(Output, writer.Reshape(cropped, Output.Width));
    }

    private void EnsureInside(ImageShape shape)
    {
        if (Options.Width > shape.Width || Options.Height > shape.Height)
        {
            throw new ArgumentException(
                $"The crop is {Options.Width} x {Options.Height}; the images are {shape.Width} x {shape.Height}. Crop a smaller part, or resize the images first.",
                "data");
        }
    }
}
