namespace Atelier.Data;

/// <summary>Where the features of a <see cref="Dataset"/> lie: in one array, in columns, or at a source that is read on demand.</summary>
internal abstract class FeatureStore
{
    public abstract int Count { get; }

    public abstract IReadOnlyList<int> Shape { get; }

    /// <summary>The product of the shape.</summary>
    public required int Width { get; init; }

    public abstract IReadOnlyList<string> Names { get; }

    /// <summary>Every feature, row after row; read from the source where need be.</summary>
    public abstract ReadOnlyMemory<float> Dense();

    /// <summary>Rows one after the other.</summary>
    public abstract void Read(ReadOnlySpan<int> rows, Span<float> destination);

    public abstract FeatureStore Slice(int start, int count);

    public abstract FeatureStore Select(ReadOnlySpan<int> rows);

    /// <summary>The number of values of one row.</summary>
    public static int WidthOf(IReadOnlyList<int> shape)
    {
        var count = 1L;
        foreach (var length in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length, "featureShape");
            count = Math.Min(count * length, int.MaxValue + 1L);
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Array.MaxLength, "featureShape");
        return (int)count;
    }
}
