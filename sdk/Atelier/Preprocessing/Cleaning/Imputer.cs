using System.Numerics.Tensors;
using Atelier.Data;
using Atelier.Prediction;

namespace Atelier.Preprocessing;

/// <summary>Replaces missing values by what the training data teaches: a mean, a median, the most frequent value, or a given constant.</summary>
/// <remarks>
/// Takes columns of numbers and, for the most frequent value and a constant, of text; NaN and null are missing. Indicators follow the
/// columns and are called <c>column missing</c>. As scikit-learn 1.2, <c>sklearn.impute.SimpleImputer</c>, except that a column that
/// is wholly missing is refused rather than left out.
/// </remarks>
public sealed class Imputer : Transformer<Imputer, ImputerOptions, Imputer.Fill>
{
    internal const string KindName = "imputer";

    /// <summary>An imputer that has learned nothing yet.</summary>
    /// <param name="options">Its settings; null takes the defaults.</param>
    public Imputer(ImputerOptions? options = null)
        : base(options ?? new ImputerOptions())
    {
    }

    /// <summary>An imputer of a strategy, with the defaults for everything else.</summary>
    /// <param name="strategy">What a missing value is replaced by.</param>
    public Imputer(ImputeStrategy strategy)
        : this(new ImputerOptions { Strategy = strategy })
    {
    }

    /// <inheritdoc/>
    public override string Kind => KindName;

    private protected override string? WhyNotOnnx => null;

    /// <summary>What missing numbers of each feature are replaced by; null for text.</summary>
    /// <exception cref="InvalidOperationException">It has not been fitted.</exception>
    public IReadOnlyList<double?> Numbers => Learned.Numbers;

    /// <summary>What missing texts of each feature are replaced by; null for numbers.</summary>
    /// <exception cref="InvalidOperationException">It has not been fitted.</exception>
    public IReadOnlyList<string?> Texts => Learned.Texts;

    /// <inheritdoc/>
    protected override Fill Learn(Dataset data)
    {
        var schema = FeatureSchema.Of(data);
        var numbers = new double?[schema.Width];
        var texts = new string?[schema.Width];
        var present = new int[schema.Width];
        int[] numeric = [.. Enumerable.Range(0, schema.Width).Where(at => schema.Kind(at) == FeatureKind.Number)];
        var figures = numeric.Length == 0 ? [] : EachFeature.Learn(
            numeric.Length == schema.Width ? data : data.WithColumns(numeric.Select(at => data.Columns[at])),
            values => (values.Length, Fill: values.Length == 0 ? Options.Number : FillOf(values)));
        foreach (var (at, (count, fill)) in numeric.Zip(figures))
        {
            (present[at], numbers[at]) = (count, fill);
        }

        foreach (var at in Enumerable.Range(0, schema.Width).Except(numeric))
        {
            (present[at], texts[at]) = LearnText(data, data.Columns[at]);
        }

        var empty = Array.IndexOf(present, 0);
        if (empty >= 0 && Options.Strategy != ImputeStrategy.Constant)
        {
            throw new ArgumentException(
                $"Every value of `{FeatureNames.Of(schema, empty)}` of `{data.Name}` is missing: there is nothing to learn for {Options.Strategy}. "
                + "Drop the column, or set Strategy to Constant.",
                nameof(data));
        }

        return new Fill(numbers, texts, Options.AddIndicator ? [.. Enumerable.Range(0, schema.Width).Where(at => present[at] < data.Count)] : []);
    }

    /// <inheritdoc/>
    protected override FeatureSchema Describe(FeatureSchema input, Fill learned)
    {
        var fits = learned.Numbers.Length == input.Width && learned.Texts.Length == input.Width
            && learned.Indicated.All(at => at >= 0 && at < input.Width)
            && Enumerable.Range(0, input.Width).All(at => input.Kind(at) == FeatureKind.Text
                ? learned.Texts[at] is not null
                : learned.Numbers[at] is { } number && double.IsFinite(number));
        if (!fits)
        {
            throw new InvalidDataException(
                $"The saved imputer holds {learned.Numbers.Length} numbers and {learned.Texts.Length} texts for rows of {input.Width} features, or one of "
                + "another kind; expected one finite number or one text for each feature. The file was changed or is damaged.");
        }

        if (learned.Indicated.Length == 0)
        {
            return input;
        }

        var names = Enumerable.Range(0, input.Width).Select(at => FeatureNames.Of(input, at))
            .Concat(learned.Indicated.Select(at => FeatureNames.Of(input, at) + " missing"));
        var kinds = Enumerable.Range(0, input.Width).Select(input.Kind).Concat(learned.Indicated.Select(_ => FeatureKind.Number));
        return new FeatureSchema([input.Width + learned.Indicated.Length], FeatureNames.Distinct(names), [.. kinds], input.IsTabular);
    }

    /// <inheritdoc/>
    protected override Dataset Apply(Dataset data)
    {
        if (!data.IsTabular)
        {
            return NumberBlocks.Map(data, Output, FillRows);
        }

        var columns = data.Columns;
        var filled = columns.Select((column, at) => column.Kind == FeatureKind.Text ? FillTexts(column, at) : FillNumbers(column, at));
        var indicators = Learned.Indicated.Select((at, i) => new FeatureColumn(
            Output.Names[columns.Count + i], Enumerable.Range(0, data.Count).Select(row => columns[at].IsMissing(row) ? 1.0 : 0).ToArray()));
        return data.WithColumns(filled.Concat(indicators));
    }

    private protected override OnnxRows WriteOnnx(OnnxWriter writer, OnnxRows rows)
    {
        var indicated = Array.ConvertAll(Learned.Indicated, at => (long)at);
        if (Input.Kinds.IsEmpty)
        {
            var numbers = rows.Numbers(writer);
            var missing = writer.IsNaN(numbers);
            var filled = writer.Where(missing, writer.Row([.. Learned.Numbers.Select(number => number!.Value)]), numbers);
            return rows.With(writer, Output, indicated.Length == 0
                ? filled
                : writer.Concat([filled, writer.Cast(writer.Gather(missing, indicated, axis: 1), DataType.Float64)]));
        }

        var (parts, indicators) = (new List<OnnxPart>(), new OnnxPart[Input.Width]);
        for (var at = 0; at < Input.Width; at++)
        {
            var column = rows.Column(writer, at);
            var missing = Input.Kind(at) == FeatureKind.Number ? writer.IsNaN(column.Value) : column.EmptyIsMissing ? writer.IsEmpty(column.Value) : null;
            var filled = missing is null ? column.Value
                : Input.Kind(at) == FeatureKind.Number ? writer.Where(missing, writer.Number(Learned.Numbers[at]!.Value), column.Value)
                : writer.Where(missing, writer.Text(Learned.Texts[at]!), column.Value);
            parts.Add(new OnnxPart(filled, 1));
            var isMissing = missing ?? writer.Binary("And", writer.IsEmpty(column.Value), writer.False);
            indicators[at] = new OnnxPart(writer.Cast(isMissing, DataType.Float64), 1);
        }

        return OnnxRows.Table(Output, [.. parts, .. indicated.Select(at => indicators[at])]);
    }

    private double FillOf(double[] values) => Options.Strategy switch
    {
        ImputeStrategy.Mean => TensorPrimitives.Sum<double>(values) / values.Length,
        ImputeStrategy.Median => SortedQuantile.Of([.. values.Order()], 0.5),
        ImputeStrategy.MostFrequent => values.CountBy(value => value).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).First().Key,
        _ => Options.Number,
    };

    private (int Present, string? Fill) LearnText(Dataset data, FeatureColumn column)
    {
        if (column.Kind == FeatureKind.Date)
        {
            throw new ArgumentException(
                $"The column `{column.Name}` of `{data.Name}` holds dates; an Imputer takes numbers and text. Take its parts first with DateParts.",
                nameof(data));
        }

        if (Options.Strategy is ImputeStrategy.Mean or ImputeStrategy.Median)
        {
            throw new ArgumentException(
                $"The column `{column.Name}` of `{data.Name}` holds text, which has no {Options.Strategy.ToString().ToLowerInvariant()}. Set Strategy to "
                + "MostFrequent or Constant, or route only the columns of numbers to this imputer.",
                nameof(data));
        }

        var counts = column.Texts.Where(text => text is not null).CountBy(text => text!).ToArray();
        var mostFrequent = counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).FirstOrDefault().Key;
        return (counts.Sum(pair => pair.Value), Options.Strategy == ImputeStrategy.Constant ? Options.Text : mostFrequent);
    }

    private void FillRows(int rows, Span<double> source, Span<double> result)
    {
        var (width, indicated) = (Input.Width, Learned.Indicated);
        for (var row = 0; row < rows; row++)
        {
            var from = source.Slice(row * width, width);
            var to = result.Slice(row * (width + indicated.Length), width + indicated.Length);
            for (var at = 0; at < width; at++)
            {
                to[at] = double.IsNaN(from[at]) ? Learned.Numbers[at]!.Value : from[at];
            }

            for (var i = 0; i < indicated.Length; i++)
            {
                to[width + i] = double.IsNaN(from[indicated[i]]) ? 1 : 0;
            }
        }
    }

    private FeatureColumn FillNumbers(FeatureColumn column, int at)
    {
        var values = column.Numbers.ToArray();
        var fill = Learned.Numbers[at]!.Value;
        for (var row = 0; row < values.Length; row++)
        {
            values[row] = double.IsNaN(values[row]) ? fill : values[row];
        }

        return new FeatureColumn(column.Name, values);
    }

    private FeatureColumn FillTexts(FeatureColumn column, int at)
    {
        var texts = column.Texts.ToArray();
        for (var row = 0; row < texts.Length; row++)
        {
            texts[row] ??= Learned.Texts[at];
        }

        return new FeatureColumn(column.Name, texts);
    }

    /// <summary>What missing values are replaced by.</summary>
    /// <param name="Numbers">For each feature the number, null for text.</param>
    /// <param name="Texts">For each feature the text, null for numbers.</param>
    /// <param name="Indicated">The features that have an indicator.</param>
    public sealed record Fill(double?[] Numbers, string?[] Texts, int[] Indicated);
}
