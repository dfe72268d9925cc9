namespace Atelier.Data;

/// <summary>Features at a source; only the rows that are asked for are read.</summary>
internal sealed class SourceStore(IFeatureSource source, int[]? rows, IReadOnlyList<string> names) : FeatureStore
{
    public override int Count => rows?.Length ?? source.Count;

    public override IReadOnlyList<int> Shape => source.Shape;

    public override IReadOnlyList<string> Names => names;

    public static SourceStore Of(IFeatureSource source, IReadOnlyList<string> names) => new(source, null, names) { Width = WidthOf(source.Shape) };

    public override ReadOnlyMemory<float> Dense()
    {
        if ((long)Count * Width > Array.MaxLength)
        {
            throw new InvalidOperationException(
                FormattableString.Invariant($"The data has {Count:N0} rows of {Width:N0} features, more than one array holds ({Array.MaxLength:N0}). ")
                + "Go through it with Batches, or take fewer rows with Slice or Select.");
        }

        var values = new float[Count * Width];
        Read([.. Enumerable.Range(0, Count)], values);
        return values;
    }

    public override void Read(ReadOnlySpan<int> chosen, Span<float> destination)
    {
        if (rows is null)
        {
            source.Read(chosen, destination);
            return;
        }

        var mapped = new int[chosen.Length];
        for (var i = 0; i < mapped.Length; i++)
        {
            mapped[i] = rows[chosen[i]];
        }

        source.Read(mapped, destination);
    }

    public override FeatureStore Slice(int start, int count) => Select([.. Enumerable.Range(start, count)]);

    public override FeatureStore Select(ReadOnlySpan<int> chosen)
    {
        var mapped = new int[chosen.Length];
        for (var i = 0; i < mapped.Length; i++)
        {
            mapped[i] = rows is null ? chosen[i] : rows[chosen[i]];
        }

        return new SourceStore(source, mapped, names) { Width = Width };
    }
}
