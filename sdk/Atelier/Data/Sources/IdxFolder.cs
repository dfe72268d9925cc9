namespace Atelier.Data;

/// <summary>The four files of a dataset in MNIST's format, wherever they lie.</summary>
internal static class IdxFolder
{
    /// <summary>Opens a file by its published name; gives the stream and the path for messages.</summary>
    public delegate (Stream Stream, string Path) Opener(string file);

    public static Dataset Load(string name, DatasetPart part, Opener open) => part switch
    {
        DatasetPart.Train => Read(name, "train", open),
        DatasetPart.Test => Read(name, "t10k", open),
        DatasetPart.All => Concatenate(Read(name, "train", open), Read(name, "t10k", open)),
        _ => throw new ArgumentOutOfRangeException(nameof(part), part, "Expected All, Train or Test."),
    };

    private static Dataset Read(string name, string prefix, Opener open)
    {
        var images = ReadFile(open, $"{prefix}-images-idx3-ubyte");
        var labels = ReadFile(open, $"{prefix}-labels-idx1-ubyte");
        if (images.Shape.Count < 2)
        {
            throw new InvalidDataException(
                $"`{images.Path}` has {images.Shape.Count} dimension; expected images of at least 2. Are images and labels swapped?");
        }

        return new Dataset(name, images.Values, [.. images.Shape.Skip(1)], ToLabels(labels, images.Path, images.Shape[0]));
    }

    private static IdxArray ReadFile(Opener open, string file)
    {
        var (stream, path) = open(file);
        using (stream)
        {
            return IdxReader.Read(stream, path);
        }
    }

    /// <summary>The labels of a file that goes with a file of images.</summary>
    /// <exception cref="InvalidDataException">The file holds no labels, or not as many as there are images.</exception>
    internal static int[] ToLabels(IdxArray array, string images, int count)
    {
        if (array.Shape.Count != 1 || array.IsFloatingPoint)
        {
            throw new InvalidDataException(
                $"`{array.Path}` has {array.Shape.Count} dimensions{(array.IsFloatingPoint ? " of floating point" : "")}; "
                + "expected one dimension of integer labels. Are images and labels swapped?");
        }

        if (count != array.Shape[0])
        {
            throw new InvalidDataException(
                $"`{images}` has {count} images and `{array.Path}` {array.Shape[0]} labels; expected one label an image. "
                + "Take both files from the same source.");
        }

        // Far above any real number of classes: a file of other numbers would otherwise make a list of as many class names.
        const int most = 100_000;
        var labels = new int[array.Values.Length];
        for (var i = 0; i < labels.Length; i++)
        {
            var value = array.Values[i];
            if (value is < 0 or >= most)
            {
                throw new InvalidDataException($"`{array.Path}` holds the label {value} at row {i}; expected 0 to {most - 1}.");
            }

            labels[i] = (int)value;
        }

        return labels;
    }

    private static Dataset Concatenate(Dataset first, Dataset second)
    {
        if (!first.FeatureShape.SequenceEqual(second.FeatureShape))
        {
            throw new InvalidDataException(
                $"The training images of `{first.Name}` have shape {ShapeText.Row(first.FeatureShape)}, the test images "
                + $"{ShapeText.Row(second.FeatureShape)}; expected one shape. Load the parts apart with DatasetPart.Train and .Test.");
        }

        float[] features = [.. first.Features.Span, .. second.Features.Span];
        int[] labels = [.. first.Labels.Span, .. second.Labels.Span];
        return new Dataset(first.Name, features, first.FeatureShape, labels);
    }
}
