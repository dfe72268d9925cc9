using Atelier.Data;

namespace Atelier.Preprocessing;

/// <summary>Streamed data behind a transformer: rows are transformed when they are read.</summary>
internal sealed class TransformedSource(Dataset data, ITransformer transformer) : IFeatureSource
{
    public int Count => data.Count;

    public IReadOnlyList<int> Shape => transformer.Output.Shape;

    public void Read(ReadOnlySpan<int> rows, Span<float> destination)
    {
        var values = new float[rows.Length * data.FeatureCount];
        data.CopyRows(rows, values);
        var names = data.FeatureNames.Count == 0 ? null : data.FeatureNames;
        var batch = new Dataset(data.Name, values, data.FeatureShape, featureNames: names);
        transformer.Transform(batch).Features.Span.CopyTo(destination);
    }
}
