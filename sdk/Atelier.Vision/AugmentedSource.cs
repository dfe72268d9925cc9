using Atelier.Data;

namespace Atelier.Vision;

/// <summary>Images that are changed when they are read.</summary>
internal sealed class AugmentedSource(Dataset data, ImageShape shape, ImageAugmentation augmentation, int seed, int epoch) : IFeatureSource
{
    public int Count => data.Count;

    public IReadOnlyList<int> Shape => data.FeatureShape;

    public void Read(ReadOnlySpan<int> rows, Span<float> destination)
    {
        var chosen = rows.ToArray();
        var values = new float[chosen.Length * shape.Size];
        data.CopyRows(chosen, values);
        ImageRows.ForEach(chosen.Length, shape.Size, at =>
            new Augmenter(augmentation, shape, RowRandom.Of(seed, epoch, chosen[at])).Run(values.AsSpan(at * shape.Size, shape.Size)));
        values.CopyTo(destination);
    }
}
