using System.Numerics.Tensors;
using Atelier.Data;
using Atelier.Prediction;

namespace Atelier.Preprocessing;

/// <summary>Turns each category of a column into a feature of its own, which is 1 in the rows of that category and else 0.</summary>
/// <remarks>
/// Takes columns of text, numbers and dates; a category is a value as <see cref="FeatureColumn.Category"/> writes it. Categories stand in
/// order: numbers by size, text by its UTF-16 characters, then missing, then the shared feature of the infrequent ones. The features are
/// called <c>column=value</c>, <c>column=(missing)</c> and <c>column=(infrequent)</c>. The result is one array of float32. As scikit-learn 1.2,
/// <c>sklearn.preprocessing.OneHotEncoder</c>, its choice of infrequent categories included.
/// </remarks>
public sealed class OneHotEncoder : Transformer<OneHotEncoder, OneHotEncoderOptions, OneHotEncoder.Known>, IInvertibleTransformer
{
    internal const string KindName = "one-hot-encoder";

    private const string Remedy = "Fit on data that has it, or set Unknown to Zeros or Infrequent (a missing value: Missing to Zeros).";

    private CategoryPlaces[] _places = [];

    /// <summary>An encoder that has learned nothing yet.</summary>
    /// <param name="options">Its settings; null takes the defaults.</param>
    public OneHotEncoder(OneHotEncoderOptions? options = null)
        : base(options ?? new OneHotEncoderOptions())
    {
    }

    /// <inheritdoc/>
    public override string Kind => KindName;

    private protected override string? WhyNotOnnx => null;

    /// <summary>The categories of each column in the training data, in order; null, which is last, where missing values are a category.</summary>
    /// <exception cref="InvalidOperationException">It has not been fitted.</exception>
    public IReadOnlyList<IReadOnlyList<string?>> Categories => [.. Learned.Columns.Select(column => column.Categories)];

    /// <summary>Undoes <see cref="ITransformer.Transform"/>: the category whose feature is the largest of its column and above 0.</summary>
    /// <remarks>
    /// A row without one had the dropped category, or else a missing or unknown one; it becomes the dropped category or a missing value, and so
    /// do the infrequent ones, of which nothing tells which it was, become missing values.
    /// </remarks>
    /// <inheritdoc/>
    public Dataset InverseTransform(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var features = Output.Align(data, Kind).Features;
        var offset = 0;
        var columns = new List<FeatureColumn>(Input.Width);
        foreach (var column in Learned.Columns)
        {
            var first = offset;
            string?[] groups = [.. Frequent(column), .. column.Infrequent.Length > 0 ? new string?[] { null } : []];
            var categories = new string?[data.Count];
            for (var row = 0; row < categories.Length; row++)
            {
                var values = features.Span.Slice((row * Output.Width) + first, Features(column));
                var largest = values.IsEmpty ? -1 : TensorPrimitives.IndexOfMax(values);
                categories[row] = largest >= 0 && values[largest] > 0 ? groups[largest + Dropped(column)]
                    : Dropped(column) > 0 ? groups[0]
                    : null;
            }

            columns.Add(CategoryColumn.Of(FeatureNames.Of(Input, columns.Count), Input.Kind(columns.Count), categories));
            offset += Features(column);
        }

        return data.WithColumns(columns);
    }

    /// <inheritdoc/>
    protected override Known Learn(Dataset data)
    {
        var columns = CategoryCounts.Of(data).Select(counts => Learn(counts, data.Count)).ToArray();
        return columns.Sum(column => Features(column)) > 0 ? new Known(columns) : throw new ArgumentException(
            $"No column of `{data.Name}` has a category to encode: every value is missing, or its only category is dropped. "
            + "Leave such columns out, or set Missing to Category.",
            nameof(data));
    }

    /// <inheritdoc/>
    protected override FeatureSchema Describe(FeatureSchema input, Known learned)
    {
        if (learned.Columns.Length != input.Width || Array.Exists(learned.Columns, column => !IsWhole(column)))
        {
            throw new InvalidDataException(
                $"The field `columns` holds {learned.Columns.Length} lists of categories for {input.Width} columns, or one that does not fit "
                + "together; expected one list a column, its infrequent ones among it. The file was changed or is damaged.");
        }

        var offset = 0;
        var names = new List<string>();
        _places = new CategoryPlaces[input.Width];
        for (var at = 0; at < input.Width; at++)
        {
            var column = learned.Columns[at];
            _places[at] = Places(column, input.Kind(at), offset);
            names.AddRange(Names(column, FeatureNames.Of(input, at)));
            offset = names.Count;
        }

        return new FeatureSchema([names.Count], FeatureNames.Distinct(names));
    }

    /// <inheritdoc/>
    protected override Dataset Apply(Dataset data)
    {
        var width = Output.Width;
        if ((long)data.Count * width > Array.MaxLength)
        {
            throw new ArgumentException(
                $"One-hot encoding gives {data.Count} rows of {width} features, more than one array takes. Set MinRows or MaxCategories, "
                + "transform in batches, or use a HashingEncoder, OrdinalEncoder or TargetEncoder for columns of so many categories.",
                nameof(data));
        }

        var matrix = GC.AllocateUninitializedArray<float>(data.Count * width);
        Fill(Find(data), matrix, width, 0, width);
        return data.WithFeatures(matrix, Output.Shape, Output.Names);
    }

    /// <inheritdoc/>
    protected override void Write(Dataset data, Memory<float> matrix, int stride, int offset) =>
        Fill(Find(data), matrix, stride, offset, Output.Width);

    private protected override OnnxRows WriteOnnx(OnnxWriter writer, OnnxRows rows)
    {
        // Each feature asks whether the place that its column found is its own.
        var places = writer.Concat([.. _places.Select((column, at) => column.WriteOnnx(writer, rows.Column(writer, at)))]);
        long[] columns = [.. Learned.Columns.SelectMany((column, at) => Enumerable.Repeat((long)at, Features(column)))];
        var own = writer.Row([.. Enumerable.Range(0, Output.Width).Select(place => (long)place)]);
        var found = writer.Binary("Equal", _places.Length == 1 ? places : writer.Gather(places, columns, axis: 1), own);
        return OnnxRows.Dense(Output, writer.Cast(found, DataType.Float32));
    }

    private static void Fill(int[][] places, Memory<float> matrix, int stride, int offset, int width) =>
        RowBlocks.ForEach(places[0].Length, (start, rows) =>
        {
            var block = matrix.Span;
            for (var row = start; row < start + rows; row++)
            {
                var features = block.Slice((row * stride) + offset, width);
                features.Clear();
                foreach (var column in places)
                {
                    if (column[row] is >= 0 and var place)
                    {
                        features[place] = 1;
                    }
                }
            }
        });

    private static bool IsWhole(Column column) =>
        column?.Categories.SkipLast(1).All(category => category is not null) == true
        && column.Infrequent.All(at => at >= 0 && at < column.Categories.Length)
        && column.Infrequent.Zip(column.Infrequent.Skip(1)).All(pair => pair.First < pair.Second);

    private int[][] Find(Dataset data)
    {
        var columns = data.Columns;
        return [.. _places.Select((places, at) => places.Of(data, columns[at], Remedy))];
    }

    private Column Learn(CategoryCounts counts, int rows)
    {
        var hasMissing = counts.Missing > 0 && Options.Missing == MissingCategory.Category;
        var categories = hasMissing ? [.. counts.Values, null] : (string?[])counts.Values;
        int[] frequency = hasMissing ? [.. counts.Counts, counts.Missing] : counts.Counts;
        var infrequent = new HashSet<int>(Enumerable.Range(0, frequency.Length)
            .Where(at => frequency[at] < Options.MinRows || frequency[at] < rows * Options.MinShare));
        if (Options.MaxCategories is { } most && most <= frequency.Length - infrequent.Count)
        {
            // One place is the infrequent ones'. The order of categories decides between equally rare ones: OrderBy is stable.
            infrequent.UnionWith(Enumerable.Range(0, frequency.Length).OrderBy(at => frequency[at]).Take(frequency.Length - most + 1));
        }

        return new Column(categories, [.. infrequent.Order()]);
    }

    /// <summary>The number of features before one is dropped.</summary>
    private static int Groups(Column column) =>
        column.Categories.Length - column.Infrequent.Length + (column.Infrequent.Length > 0 ? 1 : 0);

    private int Dropped(Column column) => Options.Drop switch
    {
        DroppedCategory.First => Math.Min(1, Groups(column)),
        DroppedCategory.FirstOfTwo when Groups(column) == 2 => 1,
        _ => 0,
    };

    private int Features(Column column) => Groups(column) - Dropped(column);

    private static IEnumerable<string?> Frequent(Column column) =>
        column.Categories.Where((_, at) => Array.BinarySearch(column.Infrequent, at) < 0);

    private IEnumerable<string> Names(Column column, string name) => Frequent(column)
        .Select(category => $"{name}={category ?? "(missing)"}")
        .Concat(column.Infrequent.Length > 0 ? [$"{name}=(infrequent)"] : [])
        .Skip(Dropped(column));

    private CategoryPlaces Places(Column column, FeatureKind kind, int offset)
    {
        const int nothing = -1;
        var dropped = Dropped(column);
        int Target(int group) => group < dropped ? nothing : offset + group - dropped;
        var bucket = column.Infrequent.Length > 0 ? Target(column.Categories.Length - column.Infrequent.Length) : nothing;
        var targets = new int[column.Categories.Length];
        var next = 0;
        for (var at = 0; at < targets.Length; at++)
        {
            targets[at] = Array.BinarySearch(column.Infrequent, at) >= 0 ? bucket : Target(next++);
        }

        var unknown = Options.Unknown switch
        {
            UnknownCategory.Error => CategoryPlaces.Refused,
            UnknownCategory.Infrequent => bucket,
            _ => nothing,
        };
        var hasMissing = column.Categories is [.., null];
        var missing = hasMissing ? targets[^1] : Options.Missing == MissingCategory.Zeros ? nothing : unknown;
        string[] values = [.. column.Categories.OfType<string>()];
        return new CategoryPlaces(kind, values, targets.AsSpan(0, values.Length).ToArray(), missing, unknown);
    }

    /// <summary>What the encoder learns.</summary>
    /// <param name="Columns">The categories of each column.</param>
    public sealed record Known(Column[] Columns);

    /// <summary>The categories of a column.</summary>
    /// <param name="Categories">In order; null, which is last, for missing values.</param>
    /// <param name="Infrequent">The places of those that share a feature, ascending.</param>
    public sealed record Column(string?[] Categories, int[] Infrequent);
}
