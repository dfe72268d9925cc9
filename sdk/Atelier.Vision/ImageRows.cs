using Atelier.Data;
using Atelier.Preprocessing;

namespace Atelier.Vision;

/// <summary>What the transformers of images share.</summary>
internal static class ImageRows
{
    // A thread is worth it from about this many values on.
    private const int ValuesAThread = 1 << 15;

    public delegate void Mapping(int row, ReadOnlySpan<float> image, Span<float> result);

    /// <summary>The images of a dataset to learn from.</summary>
    /// <exception cref="ArgumentException">The rows are no images, or hold NaN or infinite numbers; streamed rows are checked when they are read.</exception>
    public static ImageShape Learn(Dataset data)
    {
        var shape = ImageShape.Of(data);
        if (!data.IsStreamed)
        {
            data.EnsureFinite();
        }

        return shape;
    }

    /// <summary>Requires that a saved transformer was fitted on images of the shape that it says.</summary>
    /// <exception cref="InvalidDataException">It was not.</exception>
    public static void Require(ImageShape learned, FeatureSchema input)
    {
        if (learned != ImageShape.Of(input.Shape, "The transformer takes rows"))
        {
            throw new InvalidDataException(
                $"The saved transformer takes rows of shape ({string.Join(", ", input.Shape)}) and was fitted on {learned}. The file was changed or is damaged.");
        }
    }

    /// <summary>Maps every image, on several threads where there is much to do.</summary>
    public static Dataset Map(Dataset data, FeatureSchema output, Mapping map)
    {
        var result = new float[checked(data.Count * output.Width)];
        var features = data.Features;
        ForEach(data.Count, Math.Max(data.FeatureCount, output.Width), row => map(
            row, features.Span.Slice(row * data.FeatureCount, data.FeatureCount), result.AsSpan(row * output.Width, output.Width)));
        return data.WithFeatures(result, output.Shape);
    }

    /// <summary>Does something for every row, on several threads where there is much to do.</summary>
    public static void ForEach(int rows, int valuesARow, Action<int> act)
    {
        if (rows > 1 && (long)rows * valuesARow >= 2 * ValuesAThread)
        {
            Parallel.For(0, rows, act);
            return;
        }

        for (var row = 0; row < rows; row++)
        {
            act(row);
        }
    }
}
