using System.Runtime.CompilerServices;
using Atelier.Data;

namespace Atelier.Vision;

/// <summary>Random changes to training images that keep what they show: another picture of the same thing in every pass.</summary>
/// <remarks>
/// For rows of shape (height, width) or (channels, height, width); labels, targets and weights stay. Everything is off until set. A picture depends on
/// the seed, the epoch and the number of its row alone, not on the order of rows, on batches or threads. It belongs to training: it is no transformer,
/// and no package carries it. Changes come in this order: flips; rotation, zoom and shift at once, with bilinear interpolation; brightness, contrast
/// and saturation; erasing. Immutable; <c>with</c> makes variants.
/// </remarks>
public sealed record ImageAugmentation
{
    /// <summary>How often an image is mirrored left to right.</summary>
    /// <value>A probability from 0 to 1; 0 by default. Not for digits and letters.</value>
    public double FlipHorizontal
    {
        get;
        init => field = Within(value, 1, "a probability from 0 to 1");
    }

    /// <summary>How often an image is mirrored upside down.</summary>
    /// <value>A probability from 0 to 1; 0 by default.</value>
    public double FlipVertical
    {
        get;
        init => field = Within(value, 1, "a probability from 0 to 1");
    }

    /// <summary>The largest rotation about the centre to either side, in degrees.</summary>
    /// <value>From 0 to 180; 0 by default.</value>
    public double Rotate
    {
        get;
        init => field = Within(value, 180, "degrees from 0 to 180");
    }

    /// <summary>The largest shift in each direction, as a share of the width and the height; shifts alone are by whole pixels.</summary>
    /// <value>From 0 to 1; 0 by default.</value>
    public double Shift
    {
        get;
        init => field = Within(value, 1, "a share from 0 to 1");
    }

    /// <summary>How much larger or smaller an image becomes at most: 0.2 for factors from 1 / 1.2 to 1.2.</summary>
    /// <value>From 0 to 10; 0 by default.</value>
    public double Zoom
    {
        get;
        init => field = Within(value, 10, "a number from 0 to 10");
    }

    /// <summary>How much brighter or darker an image becomes at most: 0.2 for values times 0.8 to 1.2.</summary>
    /// <value>From 0 to 1; 0 by default.</value>
    public double Brightness
    {
        get;
        init => field = Within(value, 1, "a number from 0 to 1");
    }

    /// <summary>How much differences from the mean brightness grow or shrink at most: 0.2 for times 0.8 to 1.2.</summary>
    /// <value>From 0 to 1; 0 by default.</value>
    public double Contrast
    {
        get;
        init => field = Within(value, 1, "a number from 0 to 1");
    }

    /// <summary>How much differences of each colour from the pixel's grey grow or shrink at most: 0.2 for times 0.8 to 1.2; nothing for one channel.</summary>
    /// <value>From 0 to 1; 0 by default.</value>
    public double Saturation
    {
        get;
        init => field = Within(value, 1, "a number from 0 to 1");
    }

    /// <summary>How often a rectangle of an image is erased (Zhong et al. 2017).</summary>
    /// <value>A probability from 0 to 1; 0 by default.</value>
    public double Erase
    {
        get;
        init => field = Within(value, 1, "a probability from 0 to 1");
    }

    /// <summary>The largest erased share of an image's area; the smallest is a tenth of it.</summary>
    /// <value>From 0 to 1; 0.2 by default.</value>
    public double EraseArea
    {
        get;
        init => field = Within(value, 1, "a share from 0 to 1");
    } = 0.2;

    /// <summary>What stands where nothing of the image comes to lie, and in erased rectangles, in the units of the data.</summary>
    /// <value>0 by default.</value>
    public float Fill
    {
        get;
        init => field = float.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(nameof(Fill), value, "Expected a finite number.");
    }

    /// <summary>The values of black and white, between which values stay when brightness, contrast or saturation change.</summary>
    /// <value>0 and 255 by default.</value>
    public (float Black, float White) Range
    {
        get;
        init => field = float.IsFinite(value.Black) && float.IsFinite(value.White) && value.Black < value.White
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Range), value, "Expected two finite numbers, the value of black below that of white.");
    } = (0, 255);

    /// <summary>Changes every row of a dataset once.</summary>
    /// <param name="batch">Images; of a streamed dataset all are read.</param>
    /// <param name="seed">Equal seeds give equal pictures.</param>
    /// <param name="epoch">The number of the pass over the data: another one gives other pictures.</param>
    /// <param name="rows">The number of each row in the whole data, where the dataset is a batch of it; empty counts from 0.</param>
    /// <returns>New features of the same shape; the dataset itself is left as it was.</returns>
    /// <exception cref="ArgumentException">The rows are no images, or <paramref name="rows"/> has another length.</exception>
    public Dataset Apply(Dataset batch, int seed, int epoch = 0, ReadOnlyMemory<int> rows = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var shape = ImageShape.Of(batch);
        if (!rows.IsEmpty)
        {
            Check.SameLength(rows.Length, batch.Count, nameof(rows), $"one number for each row of `{batch.Name}`");
        }

        var values = new float[checked(batch.Count * shape.Size)];
        batch.CopyRows([.. Enumerable.Range(0, batch.Count)], values);
        ImageRows.ForEach(batch.Count, shape.Size, at => new Augmenter(this, shape, RowRandom.Of(seed, epoch, rows.IsEmpty ? at : rows.Span[at]))
            .Run(values.AsSpan(at * shape.Size, shape.Size)));
        return batch.WithFeatures(values, batch.FeatureShape, batch.FeatureNames.Count == 0 ? null : batch.FeatureNames);
    }

    /// <summary>The same rows as a dataset that changes them when they are read.</summary>
    /// <param name="data">Images, streamed or not.</param>
    /// <param name="seed">Equal seeds give equal pictures.</param>
    /// <param name="epoch">The number of the pass over the data: another one gives other pictures.</param>
    /// <returns>A streamed dataset; row i is row i of <see cref="Apply"/>, however rows are shuffled, divided and read.</returns>
    /// <exception cref="ArgumentException">The rows are no images.</exception>
    public Dataset Stream(Dataset data, int seed, int epoch = 0)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.WithSource(new AugmentedSource(data, ImageShape.Of(data), this, seed, epoch), data.FeatureNames.Count == 0 ? null : data.FeatureNames);
    }

    private static double Within(double value, double most, string expected, [CallerMemberName] string name = "") =>
        value >= 0 && value <= most ? value : throw new ArgumentOutOfRangeException(name, value, $"Expected {expected}.");
}
