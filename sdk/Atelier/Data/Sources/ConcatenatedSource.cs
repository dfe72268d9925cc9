namespace Atelier.Data;

/// <summary>Several sources with rows of one shape, one after the other.</summary>
internal sealed class ConcatenatedSource : IFeatureSource
{
    private readonly IFeatureSource[] _sources;
    private readonly int[] _starts;
    private readonly int _width;

    /// <summary>Puts sources one after the other; their shapes must be equal.</summary>
    public ConcatenatedSource(IFeatureSource[] sources)
    {
        _sources = sources;
        _starts = new int[sources.Length];
        for (var at = 0; at < sources.Length; at++)
        {
            _starts[at] = Count;
            Count = checked(Count + sources[at].Count);
        }

        _width = FeatureStore.WidthOf(Shape);
    }

    public int Count { get; }

    public IReadOnlyList<int> Shape => _sources[0].Shape;

    public void Read(ReadOnlySpan<int> rows, Span<float> destination)
    {
        var local = new int[rows.Length];
        for (var at = 0; at < rows.Length;)
        {
            var source = SourceOf(rows[at]);
            var run = 0;
            for (; at + run < rows.Length && SourceOf(rows[at + run]) == source; run++)
            {
                local[run] = rows[at + run] - _starts[source];
            }

            _sources[source].Read(local.AsSpan(0, run), destination.Slice(at * _width, run * _width));
            at += run;
        }
    }

    private int SourceOf(int row)
    {
        var at = Array.BinarySearch(_starts, row);
        return at >= 0 ? at : ~at - 1;
    }
}
