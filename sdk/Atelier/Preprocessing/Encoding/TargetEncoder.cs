using Atelier.Data;

namespace Atelier.Preprocessing;

/// <summary>Turns each category of a column into the mean of what is to be predicted in the rows of that category.</summary>
/// <remarks>
/// <para>Learns from labels - the share of the second of two classes, or of each of several - or else from
/// <see cref="Dataset.Targets"/>. A missing value is a category of its own; a category that the training data does not have becomes the
/// overall mean. Takes columns of text, numbers and dates and gives columns of numbers, of the same names or called <c>column:class</c>.
/// Weights are not looked at.</para>
/// <para>The mean is w * (mean of the category) + (1 - w) * (overall mean) with w = n v / (n v + s), where n is the number of rows of the
/// category, s their variance and v the overall variance: Micci-Barreca 2001, equations 4 and 5, as <c>TargetEncoder(smooth="auto")</c> of
/// scikit-learn 1.3; with <see cref="TargetEncoderOptions.Smoothing"/> m, w = n / (n + m).</para>
/// <para>A row must not be shown what its own label taught: transform the training data with <see cref="FitTransform"/>, never with Fit and
/// Transform.</para>
/// </remarks>
public sealed class TargetEncoder : Transformer<TargetEncoder, TargetEncoderOptions, TargetEncoder.Known>, ICrossFittedTransformer
{
    internal const string KindName = "target-encoder";

    private CategoryPlaces[] _places = [];

    /// <summary>An encoder that has learned nothing yet.</summary>
    /// <param name="options">Its settings; null takes the defaults.</param>
    public TargetEncoder(TargetEncoderOptions? options = null)
        : base(options ?? new TargetEncoderOptions())
    {
    }

    /// <inheritdoc/>
    public override string Kind => KindName;

    private protected override string? WhyNotOnnx => null;

    /// <summary>The overall mean: one number, or the share of each class where there are more than two.</summary>
    /// <exception cref="InvalidOperationException">It has not been fitted.</exception>
    public IReadOnlyList<double> Mean => Learned.Mean;

    /// <inheritdoc cref="ICrossFittedTransformer.FitTransform"/>
    public (TargetEncoder Fitted, Dataset Transformed) FitTransform(Dataset data)
    {
        var fitted = Fit(data);
        if (data.Count < 2)
        {
            throw new ArgumentException(
                $"`{data.Name}` has one row; expected at least 2, so that each can be encoded by what the others teach.", nameof(data));
        }

        var targets = TargetsOf(data);
        var folds = Math.Min(Options.Folds, data.Count);
        var assigned = CrossFolds.Assign(data.HasLabels ? data.Labels.Span : new int[data.Count], folds, Options.Seed);
        var columns = data.Columns;
        var names = fitted.Output.Names;
        var result = new List<FeatureColumn>(names.Length);
        for (var at = 0; at < columns.Count; at++)
        {
            var places = fitted._places[at].Of(data, columns[at], "");
            var categories = fitted.Learned.Columns[at].Categories.Length;
            foreach (var target in targets)
            {
                result.Add(new FeatureColumn(names[result.Count], OutOfFold(places, categories, target, assigned, folds)));
            }
        }

        return (fitted, data.WithColumns(result));
    }

    (ITransformer Fitted, Dataset Transformed) ICrossFittedTransformer.FitTransform(Dataset data) => FitTransform(data);

    /// <inheritdoc/>
    protected override Known Learn(Dataset data)
    {
        var targets = TargetsOf(data);
        var counts = CategoryCounts.Of(data);
        var mean = new double[targets.Length];
        var learned = new Column[counts.Length];
        for (var at = 0; at < learned.Length; at++)
        {
            string?[] categories = counts[at].Missing > 0 ? [.. counts[at].Values, null] : [.. counts[at].Values];
            var places = Places(categories, data.Columns[at].Kind).Of(data, data.Columns[at], "");
            var means = new double[targets.Length][];
            for (var k = 0; k < targets.Length; k++)
            {
                (means[k], mean[k]) = TargetMeans.Of(places, categories.Length, targets[k], null, 0, Options.Smoothing);
            }

            learned[at] = new Column(categories, means);
        }

        return new Known(mean, targets.Length > 1 ? [.. data.ClassNames] : [], learned);
    }

    /// <inheritdoc/>
    protected override FeatureSchema Describe(FeatureSchema input, Known learned)
    {
        var targets = learned.Mean.Length;
        if (targets == 0 || learned.Columns.Length != input.Width || learned.Classes.Length != (targets > 1 ? targets : 0)
            || !learned.Mean.All(double.IsFinite) || !learned.Columns.All(column => IsWhole(column, targets)))
        {
            throw new InvalidDataException(
                $"The field `columns` holds {learned.Columns.Length} lists of means for {input.Width} columns, or one that does not fit together; "
                + "expected a list a column and a finite mean for each category. The file was changed or is damaged.");
        }

        _places = [.. learned.Columns.Select((column, at) => Places(column.Categories, input.Kind(at)))];
        var names = Enumerable.Range(0, input.Width).SelectMany(at => targets == 1
            ? [FeatureNames.Of(input, at)]
            : learned.Classes.Select(name => $"{FeatureNames.Of(input, at)}:{name}"));
        return new FeatureSchema([input.Width * targets], FeatureNames.Distinct(names), isTabular: true);
    }

    /// <inheritdoc/>
    protected override Dataset Apply(Dataset data)
    {
        var columns = data.Columns;
        var targets = Learned.Mean.Length;
        var result = new FeatureColumn[columns.Count * targets];
        for (var at = 0; at < columns.Count; at++)
        {
            var places = _places[at].Of(data, columns[at], "");
            for (var k = 0; k < targets; k++)
            {
                double[] means = [Learned.Mean[k], .. Learned.Columns[at].Means[k]];
                result[(at * targets) + k] = new FeatureColumn(
                    Output.Names[(at * targets) + k], Array.ConvertAll(places, place => means[place + 1]));
            }
        }

        return data.WithColumns(result);
    }

    private protected override OnnxRows WriteOnnx(OnnxWriter writer, OnnxRows rows)
    {
        // The means of all columns lie one after the other; those of unknown categories begin each column.
        var targets = Learned.Mean.Length;
        var means = new List<double>();
        var firsts = new long[Input.Width];
        for (var at = 0; at < firsts.Length; at++)
        {
            firsts[at] = (means.Count / targets) + 1;
            means.AddRange(Learned.Mean);
            for (var category = 0; category < Learned.Columns[at].Categories.Length; category++)
            {
                means.AddRange(Learned.Columns[at].Means.Select(ofTarget => ofTarget[category]));
            }
        }

        var places = writer.Concat([.. _places.Select((column, at) => column.WriteOnnx(writer, rows.Column(writer, at)))]);
        var table = writer.Numbers([.. means], means.Count / targets, targets);
        var numbers = writer.Gather(table, writer.Add(places, writer.Row(firsts)), axis: 0);
        return OnnxRows.Table(Output, [new OnnxPart(writer.Reshape(numbers, Output.Width), Output.Width)]);
    }

    private static CategoryPlaces Places(string?[] categories, FeatureKind kind)
    {
        const int unknown = -1;
        string[] values = [.. categories.OfType<string>()];
        var missing = categories is [.., null] ? values.Length : unknown;
        return new CategoryPlaces(kind, values, [.. Enumerable.Range(0, values.Length)], missing, unknown);
    }

    private static bool IsWhole(Column column, int targets) =>
        column?.Categories.SkipLast(1).All(category => category is not null) == true
        && column.Means.Length == targets
        && column.Means.All(means => means is not null && means.Length == column.Categories.Length && means.All(double.IsFinite));

    /// <summary>What is to be predicted: one array, or one for each of several classes.</summary>
    private static double[][] TargetsOf(Dataset data)
    {
        if (data.HasLabels)
        {
            var labels = data.Labels.ToArray();
            var classes = data.ClassNames.Count;
            if (labels.AsSpan().IndexOfAnyExcept(labels[0]) < 0)
            {
                throw new ArgumentException(
                    $"Every row of `{data.Name}` has the class `{data.ClassNames[labels[0]]}`; a TargetEncoder learns from rows of at least two "
                    + "classes.",
                    nameof(data));
            }

            return [.. Enumerable.Range(0, classes).Skip(classes == 2 ? 1 : 0)
                .Select(wanted => Array.ConvertAll(labels, label => label == wanted ? 1.0 : 0.0))];
        }

        if (data.Targets.IsEmpty)
        {
            throw new ArgumentException(
                $"`{data.Name}` has neither labels nor targets; a TargetEncoder learns from what is to be predicted. Give `labels` or "
                + "`targets`.",
                nameof(data));
        }

        var targets = Array.ConvertAll(data.Targets.ToArray(), target => (double)target);
        var bad = Array.FindIndex(targets, target => !double.IsFinite(target));
        return bad < 0 ? [targets] : throw new ArgumentException(
            FormattableString.Invariant($"The target of row {bad} of `{data.Name}` is {targets[bad]}; expected finite numbers. Drop such rows first."),
            nameof(data));
    }

    private double[] OutOfFold(int[] places, int categories, double[] target, int[] assigned, int folds)
    {
        var result = new double[places.Length];
        for (var fold = 0; fold < folds; fold++)
        {
            var (means, _) = TargetMeans.Of(places, categories, target, assigned, fold, Options.Smoothing);
            for (var row = 0; row < places.Length; row++)
            {
                if (assigned[row] == fold)
                {
                    result[row] = means[places[row]];
                }
            }
        }

        return result;
    }

    /// <summary>What the encoder learns.</summary>
    /// <param name="Mean">The overall mean, of each class where there are more than two.</param>
    /// <param name="Classes">The names of the classes where there are more than two; else empty.</param>
    /// <param name="Columns">The means of each column's categories.</param>
    public sealed record Known(double[] Mean, string[] Classes, Column[] Columns);

    /// <summary>The means of a column's categories.</summary>
    /// <param name="Categories">In order; null, which is last, for missing values.</param>
    /// <param name="Means">For each mean of <see cref="Known.Mean"/>, one of each category.</param>
    public sealed record Column(string?[] Categories, double[][] Means);
}
