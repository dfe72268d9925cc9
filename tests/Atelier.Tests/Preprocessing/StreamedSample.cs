using Atelier.Data;

namespace Atelier.Tests.Preprocessing;

/// <summary>The rows of another dataset as a source, which are read only when asked for.</summary>
internal sealed class StreamedSample(Dataset data) : IFeatureSource
{
    public int Count => data.Count;

    public IReadOnlyList<int> Shape => data.FeatureShape;

    public void Read(ReadOnlySpan<int> rows, Span<float> destination) => data.CopyRows(rows, destination);
}
