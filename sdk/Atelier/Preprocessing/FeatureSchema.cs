using System.Collections.Immutable;
using Atelier.Data;

namespace Atelier.Preprocessing;

/// <summary>What one row holds: its shape, and for named features their names and kinds.</summary>
public sealed record FeatureSchema
{
    /// <summary>Describes rows.</summary>
    /// <param name="shape">The shape of one row.</param>
    /// <param name="names">The name of each feature; empty for unnamed features.</param>
    /// <param name="kinds">What each named feature holds; empty where all are numbers.</param>
    /// <param name="isTabular">Whether the features are columns of a table rather than values of one array.</param>
    /// <exception cref="ArgumentException">The numbers of names or kinds do not fit the shape.</exception>
    public FeatureSchema(
        IReadOnlyList<int> shape, IReadOnlyList<string>? names = null, IReadOnlyList<FeatureKind>? kinds = null, bool isTabular = false)
    {
        ArgumentNullException.ThrowIfNull(shape);
        Shape = [.. shape];
        Names = names is null ? [] : [.. names];
        Kinds = kinds is null || kinds.All(kind => kind == FeatureKind.Number) ? [] : [.. kinds];
        IsTabular = isTabular || !Kinds.IsEmpty;
        var width = shape.Aggregate(1L, (product, length) => length > 0 ? product * length : -1);
        if (width is < 1 or > int.MaxValue)
        {
            throw new ArgumentException($"`shape` is {ShapeText.Row(Shape)}; expected lengths of at least 1.", nameof(shape));
        }

        Width = (int)width;
        if (Names.Length > 0)
        {
            Check.SameLength(Names.Length, Width, nameof(names), "one name for each feature of a row");
        }

        if (Kinds.Length > 0)
        {
            Check.SameLength(Kinds.Length, Names.Length, nameof(kinds), "one kind for each name");
        }
    }

    /// <summary>The shape of one row.</summary>
    public ImmutableArray<int> Shape { get; }

    /// <summary>The name of each feature; empty for unnamed features.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>What each named feature holds; empty where all are numbers.</summary>
    public ImmutableArray<FeatureKind> Kinds { get; }

    /// <summary>True when the features are columns of a table, which callers of a model give one by one, by name.</summary>
    public bool IsTabular { get; }

    /// <summary>The number of features of one row.</summary>
    public int Width { get; }

    /// <summary>What a feature holds.</summary>
    /// <param name="feature">From 0 to below <see cref="Width"/>.</param>
    public FeatureKind Kind(int feature) => Kinds.IsEmpty ? FeatureKind.Number : Kinds[feature];

    /// <summary>The rows of a dataset.</summary>
    /// <param name="data">Any dataset.</param>
    public static FeatureSchema Of(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return new FeatureSchema(data.FeatureShape, data.FeatureNames, data.IsTabular ? [.. data.Columns.Select(column => column.Kind)] : null, data.IsTabular);
    }

    /// <summary>Equal shapes, names, kinds and form.</summary>
    /// <param name="other">The schema to compare with.</param>
    public bool Equals(FeatureSchema? other) =>
        other is not null && Shape.SequenceEqual(other.Shape) && Names.SequenceEqual(other.Names) && Kinds.SequenceEqual(other.Kinds) && IsTabular == other.IsTabular;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Width, Names.Length, Kinds.Length);

    /// <summary>The shape, or the first names.</summary>
    public override string ToString() => Names.IsEmpty
        ? ShapeText.Row(Shape)
        : $"{Names.Length} features: {string.Join(", ", Names.Take(20))}{(Names.Length > 20 ? ", ..." : "")}";

    /// <summary>The data with the columns in the order of this schema.</summary>
    /// <exception cref="ArgumentException">Shape, names or kinds do not fit.</exception>
    internal Dataset Align(Dataset data, string transformer)
    {
        if (Names.IsEmpty || data.FeatureNames.Count == 0)
        {
            return data.FeatureShape.SequenceEqual(Shape) && (!data.IsTabular || Kinds.IsEmpty == data.Columns.All(column => column.Kind == FeatureKind.Number))
                ? data
                : throw new ArgumentException(
                    $"`{data.Name}` has rows of shape {ShapeText.Row(data.FeatureShape)}; the {transformer} was fitted on {ShapeText.Row(Shape)}. "
                    + "Give data of the same shape.",
                    nameof(data));
        }

        var missing = Names.Except(data.FeatureNames).ToArray();
        var extra = data.FeatureNames.Except(Names).ToArray();
        if (missing.Length + extra.Length > 0)
        {
            throw new ArgumentException(
                $"`{data.Name}` has {(missing.Length > 0 ? $"no column {Listed(missing)}" : "")}{(missing.Length > 0 && extra.Length > 0 ? " and " : "")}"
                + $"{(extra.Length > 0 ? $"the further column {Listed(extra)}" : "")}; the {transformer} was fitted on {Listed([.. Names])}. "
                + "Rename or drop columns so that the names agree; their order does not matter.",
                nameof(data));
        }

        var aligned = data.FeatureNames.SequenceEqual(Names) ? data : data.WithColumns(Names.Select(data.Column));
        if (aligned.IsTabular)
        {
            for (var at = 0; at < Width; at++)
            {
                if (aligned.Columns[at].Kind != Kind(at))
                {
                    throw new ArgumentException(
                        $"The column `{Names[at]}` of `{data.Name}` holds {aligned.Columns[at].Kind}; the {transformer} was fitted on {Kind(at)}. "
                        + "Convert the column first.",
                        nameof(data));
                }
            }
        }
        else if (!Kinds.IsEmpty)
        {
            throw new ArgumentException(
                $"`{data.Name}` holds numbers only; the {transformer} was fitted on columns of text or dates among {Listed([.. Names])}.", nameof(data));
        }

        return aligned;
    }

    private static string Listed(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(20).Select(name => $"`{name}`")) + (names.Count > 20 ? $" and {names.Count - 20} more" : "");
}
