namespace Atelier.Data;

/// <summary>Features in one array, row after row.</summary>
internal sealed class DenseStore(ReadOnlyMemory<float> values, IReadOnlyList<int> shape, IReadOnlyList<string> names) : FeatureStore
{
    public override int Count => values.Length / Width;

    public override IReadOnlyList<int> Shape => shape;

    public override IReadOnlyList<string> Names => names;

    public static DenseStore Of(ReadOnlyMemory<float> values, IReadOnlyList<int> shape, IReadOnlyList<string> names)
    {
        var width = WidthOf(shape);
        if (values.Length % width != 0)
        {
            throw new ArgumentException(
                $"`features` holds {values.Length} values; expected a multiple of {width}, the size of one row of shape "
                + $"{ShapeText.Row(shape)}. Check `featureShape`.",
                "features");
        }

        if (names.Count > 0)
        {
            Check.SameLength(names.Count, width, "featureNames", "one name for each feature of a row");
        }

        return new DenseStore(values, shape, names) { Width = width };
    }

    public override ReadOnlyMemory<float> Dense() => values;

    public override void Read(ReadOnlySpan<int> rows, Span<float> destination)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            values.Span.Slice(rows[i] * Width, Width).CopyTo(destination[(i * Width)..]);
        }
    }

    public override FeatureStore Slice(int start, int count) =>
        new DenseStore(values.Slice(start * Width, count * Width), shape, names) { Width = Width };

    public override FeatureStore Select(ReadOnlySpan<int> rows)
    {
        var picked = new float[checked(rows.Length * Width)];
        Read(rows, picked);
        return new DenseStore(picked, shape, names) { Width = Width };
    }
}
