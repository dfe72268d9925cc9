using Atelier.Data;
using Atelier.Prediction;

namespace Atelier.Preprocessing;

/// <summary>Turns the categories of a column into the numbers 0, 1, 2 and so on, in a given or the learned order.</summary>
/// <remarks>
/// Takes columns of text, numbers and dates and gives columns of numbers of the same names. As scikit-learn 1.2,
/// <c>sklearn.preprocessing.OrdinalEncoder</c>. A model takes the numbers for quantities: where the order has no meaning, use a
/// <see cref="OneHotEncoder"/> or a <see cref="TargetEncoder"/>, except for models of trees.
/// </remarks>
public sealed class OrdinalEncoder : Transformer<OrdinalEncoder, OrdinalEncoderOptions, OrdinalEncoder.Known>, IInvertibleTransformer
{
    internal const string KindName = "ordinal-encoder";

    private const int Missing = -1;
    private const int Unknown = -2;

    private CategoryPlaces[] _places = [];

    /// <summary>An encoder that has learned nothing yet.</summary>
    /// <param name="options">Its settings; null takes the defaults.</param>
    public OrdinalEncoder(OrdinalEncoderOptions? options = null)
        : base(options ?? new OrdinalEncoderOptions())
    {
    }

    /// <inheritdoc/>
    public override string Kind => KindName;

    private protected override string? WhyNotOnnx => null;

    /// <summary>The categories of each column in order: the place of each is its number.</summary>
    /// <exception cref="InvalidOperationException">It has not been fitted.</exception>
    public IReadOnlyList<IReadOnlyList<string>> Categories => Learned.Categories;

    /// <summary>Undoes <see cref="ITransformer.Transform"/>; the numbers of missing and of unknown values become missing values.</summary>
    /// <inheritdoc/>
    public Dataset InverseTransform(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var columns = Output.Align(data, Kind).Columns;
        return data.WithColumns(columns.Select((column, at) => Decode(data, column, at)));
    }

    /// <inheritdoc/>
    protected override Known Learn(Dataset data)
    {
        var counts = CategoryCounts.Of(data);
        var columns = data.Columns;
        var strangers = Options.Orders.Keys.Except(columns.Select(column => column.Name)).ToArray();
        if (strangers.Length > 0)
        {
            throw new ArgumentException(
                $"Orders names the column `{strangers[0]}`, which `{data.Name}` does not have; it has "
                + $"{string.Join(", ", columns.Take(20).Select(column => $"`{column.Name}`"))}.",
                nameof(data));
        }

        return new Known([.. columns.Select((column, at) => Order(data, column, counts[at]))]);
    }

    /// <inheritdoc/>
    protected override FeatureSchema Describe(FeatureSchema input, Known learned)
    {
        if (learned.Categories.Length != input.Width || Array.Exists(learned.Categories, list => list is null))
        {
            throw new InvalidDataException(
                $"The field `categories` holds {learned.Categories.Length} lists for {input.Width} columns; expected one list a column. "
                + "The file was changed or is damaged.");
        }

        var unknown = Options.Unknown is null ? CategoryPlaces.Refused : Unknown;
        _places = [.. learned.Categories.Select((list, at) =>
            new CategoryPlaces(input.Kind(at), list, [.. Enumerable.Range(0, list.Length)], Missing, unknown))];
        string[] names = [.. Enumerable.Range(0, input.Width).Select(at => FeatureNames.Of(input, at))];
        return new FeatureSchema([input.Width], names, isTabular: true);
    }

    /// <inheritdoc/>
    protected override Dataset Apply(Dataset data)
    {
        var columns = data.Columns;
        return data.WithColumns(columns.Select((column, at) => new FeatureColumn(column.Name, Array.ConvertAll(Find(data, column, at), Number))));
    }

    /// <inheritdoc/>
    protected override void Write(Dataset data, Memory<float> matrix, int stride, int offset)
    {
        var columns = data.Columns;
        for (var at = 0; at < columns.Count; at++)
        {
            var places = Find(data, columns[at], at);
            var first = offset + at;
            RowBlocks.ForEach(places.Length, (start, rows) =>
            {
                for (var row = start; row < start + rows; row++)
                {
                    matrix.Span[(row * stride) + first] = (float)Number(places[row]);
                }
            });
        }
    }

    private protected override OnnxRows WriteOnnx(OnnxWriter writer, OnnxRows rows)
    {
        var places = writer.Concat([.. _places.Select((column, at) => column.WriteOnnx(writer, rows.Column(writer, at)))]);
        var numbers = writer.Cast(places, DataType.Float64);
        numbers = writer.Where(writer.Binary("Equal", places, writer.Whole(Missing)), writer.Number(Options.Missing), numbers);
        numbers = Options.Unknown is { } unknown
            ? writer.Where(writer.Binary("Equal", places, writer.Whole(Unknown)), writer.Number(unknown), numbers)
            : numbers;
        return OnnxRows.Table(Output, [new OnnxPart(numbers, Input.Width)]);
    }

    private int[] Find(Dataset data, FeatureColumn column, int at) =>
        _places[at].Of(data, column, "Fit on data that has it, or set Unknown to a number below 0 or NaN.");

    private double Number(int place) => place switch
    {
        Missing => Options.Missing,
        Unknown => Options.Unknown!.Value,
        _ => place,
    };

    private string[] Order(Dataset data, FeatureColumn column, CategoryCounts counts)
    {
        if (!Options.Orders.TryGetValue(column.Name, out var order))
        {
            return counts.Values;
        }

        var stranger = Options.Unknown is null ? counts.Values.Except(order).FirstOrDefault() : null;
        return stranger is null ? [.. order] : throw new ArgumentException(
            $"The column `{column.Name}` of `{data.Name}` has the category `{ShortText.Of(stranger)}`, which its order "
            + $"{string.Join(", ", order.Take(20).Select(category => $"`{ShortText.Of(category)}`"))} lacks. Add it to Orders, or set Unknown to "
            + "a number below 0.",
            nameof(data));
    }

    private FeatureColumn Decode(Dataset data, FeatureColumn column, int at)
    {
        var numbers = column.Numbers;
        var categories = Learned.Categories[at];
        var texts = new string?[numbers.Length];
        for (var row = 0; row < texts.Length; row++)
        {
            var number = numbers.Span[row];
            if (number >= 0 && number < categories.Length && number == Math.Floor(number))
            {
                texts[row] = categories[(int)number];
            }
            else if (!number.Equals((double)(float)Options.Missing) && !number.Equals(Options.Missing)
                && (Options.Unknown is not { } unknown || (!number.Equals(unknown) && !number.Equals((double)(float)unknown))))
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"The column `{column.Name}` of `{data.Name}` is {number} at row {row}; expected a whole number ")
                    + $"from 0 to {categories.Length - 1}, one for each category, as Transform gives.",
                    nameof(data));
            }
        }

        return CategoryColumn.Of(column.Name, Input.Kind(at), texts);
    }

    /// <summary>What the encoder learns.</summary>
    /// <param name="Categories">The categories of each column in order.</param>
    public sealed record Known(string[][] Categories);
}
