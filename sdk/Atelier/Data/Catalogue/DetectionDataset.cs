namespace Atelier.Data;

/// <summary>Pictures, each with boxes around the things that it shows.</summary>
/// <remarks>Immutable and safe to share between threads.</remarks>
public sealed class DetectionDataset
{
    private const float Slack = 0.01f; // pixels that rounding may take a box beyond its picture

    /// <summary>Puts pictures and boxes together.</summary>
    /// <param name="images">Pictures of shape (channels, height, width).</param>
    /// <param name="boxes">The boxes of each picture, within the picture; a picture may have none.</param>
    /// <param name="classNames">The name of each class; <see cref="LabeledBox.Label"/> is an index into it.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together, or a box leaves its picture or the classes.</exception>
    public DetectionDataset(Dataset images, IReadOnlyList<IReadOnlyList<LabeledBox>> boxes, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(boxes);
        ArgumentNullException.ThrowIfNull(classNames);
        if (images.FeatureShape is not [_, var height, var width])
        {
            throw new ArgumentException(
                $"`images` has rows of shape {ShapeText.Row(images.FeatureShape)}; expected (channels, height, width).", nameof(images));
        }

        Check.SameLength(boxes.Count, images.Count, nameof(boxes), "one list of boxes for each picture");
        for (var row = 0; row < boxes.Count; row++)
        {
            foreach (var box in boxes[row])
            {
                Ensure(box, row, width, height, classNames.Count);
            }
        }

        Images = images;
        Boxes = [.. boxes.Select(list => (IReadOnlyList<LabeledBox>)[.. list])];
        ClassNames = [.. classNames];
    }

    /// <summary>What the data is called in reports.</summary>
    public string Name => Images.Name;

    /// <summary>The number of pictures.</summary>
    public int Count => Images.Count;

    /// <summary>The pictures, of shape (channels, height, width), without labels.</summary>
    public Dataset Images { get; }

    /// <summary>The boxes of each picture.</summary>
    public IReadOnlyList<IReadOnlyList<LabeledBox>> Boxes { get; }

    /// <summary>The name of each class.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>A run of pictures, without copying.</summary>
    /// <param name="start">The first picture, from 0.</param>
    /// <param name="count">How many pictures.</param>
    /// <exception cref="ArgumentOutOfRangeException">The run leaves the data.</exception>
    public DetectionDataset Slice(int start, int count) =>
        new(Images.Slice(start, count), [.. Boxes.Skip(start).Take(count)], ClassNames);

    /// <summary>Chosen pictures in the given order.</summary>
    /// <param name="indices">Row numbers; a picture may be chosen more than once.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such picture.</exception>
    public DetectionDataset Select(ReadOnlySpan<int> indices) =>
        new(Images.Select(indices), [.. indices.ToArray().Select(index => Boxes[index])], ClassNames);

    /// <summary>Name, pictures, shape, boxes and classes in one line.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"{Name}: {Count:N0} pictures of {ShapeText.Row(Images.FeatureShape)}, {Boxes.Sum(list => list.Count):N0} boxes, {ClassNames.Count} classes");

    private static void Ensure(LabeledBox box, int row, int width, int height, int classes)
    {
        if ((uint)box.Label >= (uint)classes)
        {
            throw new ArgumentException($"A box of picture {row} has the label {box.Label}; expected a class index from 0 to {classes - 1}.", "boxes");
        }

        if (!(box.X >= -Slack && box.Y >= -Slack && box.Width > 0 && box.Height > 0
            && box.X + box.Width <= width + Slack && box.Y + box.Height <= height + Slack))
        {
            throw new ArgumentException(
                FormattableString.Invariant($"A box of picture {row} is ({box.X}, {box.Y}, {box.Width}, {box.Height}); expected left, top, width and height ")
                + $"in pixels within {width} x {height}, with some width and height.",
                "boxes");
        }
    }
}
