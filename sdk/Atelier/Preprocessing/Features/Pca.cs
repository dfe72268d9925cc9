using System.Numerics.Tensors;
using Atelier.Data;
using Atelier.Onnx;

namespace Atelier.Preprocessing;

/// <summary>Principal component analysis: turns features into uncorrelated ones, those that vary most first.</summary>
/// <remarks>
/// Component c of a row x is (x - mean) · direction c, divided by the component's standard deviation where whitened. Computed from the
/// covariance matrix in float64: of columns that nearly repeat others, directions of almost no variance are not determined. Signs are chosen so that
/// the largest projection of a training row is positive. As scikit-learn 1.2, <c>sklearn.decomposition.PCA</c>. NaN is refused: impute before it.
/// </remarks>
public sealed class Pca : NumericTransformer<Pca, PcaOptions, Pca.Axes>, IInvertibleTransformer
{
    internal const string KindName = "pca";

    /// <summary>A transformer that has learned nothing yet.</summary>
    /// <param name="options">Its settings; null takes the defaults.</param>
    public Pca(PcaOptions? options = null)
        : base(options ?? new PcaOptions())
    {
    }

    /// <inheritdoc/>
    public override string Kind => KindName;

    private protected override string? WhyNotOnnx => null;

    /// <summary>The directions, each of length 1, in the order of their variance.</summary>
    /// <exception cref="InvalidOperationException">It has not been fitted.</exception>
    public IReadOnlyList<IReadOnlyList<double>> Directions => Learned.Directions;

    /// <summary>The variance of the training data along each direction, divided by rows - 1.</summary>
    /// <exception cref="InvalidOperationException">It has not been fitted.</exception>
    public IReadOnlyList<double> ExplainedVariance => Learned.Variances;

    /// <summary>The share of the whole variance along each direction.</summary>
    /// <exception cref="InvalidOperationException">It has not been fitted.</exception>
    public IReadOnlyList<double> ExplainedVarianceRatio =>
        [.. Learned.Variances.Select(variance => Learned.TotalVariance == 0 ? 0 : variance / Learned.TotalVariance)];

    /// <summary>Undoes <see cref="ITransformer.Transform"/>; what dropped components held is lost.</summary>
    /// <inheritdoc/>
    public Dataset InverseTransform(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var learned = Learned;
        return NumberBlocks.Map(Output.Align(data, Kind), Input, (rows, source, result) =>
        {
            var (width, kept) = (Input.Width, learned.Directions.Length);
            for (var row = 0; row < rows; row++)
            {
                var to = result.Slice(row * width, width);
                learned.Mean.CopyTo(to);
                for (var c = 0; c < kept; c++)
                {
                    TensorPrimitives.MultiplyAdd<double>(learned.Directions[c], source[(row * kept) + c] * Scale(c), to, to);
                }
            }
        });
    }

    /// <inheritdoc/>
    protected override Axes Learn(Dataset data)
    {
        var width = data.FeatureCount;
        var most = Math.Min(data.Count, width);
        if (Options.Components > most)
        {
            throw new ArgumentException(
                $"`Components` is {Options.Components}; `{data.Name}` has {data.Count} rows of {width} features, which have at most {most}. Lower Components.",
                nameof(data));
        }

        var columns = EachFeature.Learn(data, values => values);
        EnsureComplete(data, columns);
        var mean = columns.Select(column => TensorPrimitives.Sum<double>(column) / column.Length).ToArray();
        for (var at = 0; at < width; at++)
        {
            TensorPrimitives.Subtract(columns[at], mean[at], columns[at]);
        }

        var covariance = Covariance(columns);
        var total = Enumerable.Range(0, width).Sum(at => covariance[at][at]);
        var (values, vectors) = SymmetricEigen.Decompose(covariance);
        var kept = Kept(values, total, most);
        for (var c = 0; c < kept; c++)
        {
            Orient(vectors[c], columns);
        }

        return new Axes(mean, vectors[..kept], [.. values.Take(kept).Select(value => Math.Max(0, value))], total);
    }

    /// <inheritdoc/>
    protected override FeatureSchema Describe(FeatureSchema input, Axes learned)
    {
        Saved.Require(learned.Mean, input, nameof(learned.Mean), double.IsFinite);
        var kept = learned.Directions.Length;
        var fits = kept >= 1 && kept <= input.Width && learned.Variances.Length == kept && double.IsFinite(learned.TotalVariance)
            && learned.Variances.All(variance => double.IsFinite(variance) && variance >= 0)
            && learned.Directions.All(direction => direction?.Length == input.Width && direction.All(double.IsFinite));
        return fits
            ? new FeatureSchema([kept], [.. Enumerable.Range(0, kept).Select(c => FormattableString.Invariant($"pca {c}"))])
            : throw new InvalidDataException(
                $"The saved pca holds {kept} directions for rows of {input.Width} features, or one of another length; expected one to {input.Width} "
                + "directions with a number for each feature. The file was changed or is damaged.");
    }

    /// <inheritdoc/>
    protected override void Map(int rows, Span<double> source, Span<double> result)
    {
        var (width, kept) = (Input.Width, Learned.Directions.Length);
        for (var row = 0; row < rows; row++)
        {
            var from = source.Slice(row * width, width);
            TensorPrimitives.Subtract(from, Learned.Mean, from);
            for (var c = 0; c < kept; c++)
            {
                result[(row * kept) + c] = TensorPrimitives.Dot<double>(from, Learned.Directions[c]) / Scale(c);
            }
        }
    }

    private protected override OnnxValue WriteOnnx(OnnxWriter writer, OnnxValue numbers)
    {
        var (width, kept) = (Input.Width, Learned.Directions.Length);
        var columns = new double[width * kept];
        for (var at = 0; at < columns.Length; at++)
        {
            columns[at] = Learned.Directions[at % kept][at / kept];
        }

        var components = writer.MatMul(writer.Subtract(numbers, writer.Row(Learned.Mean)), writer.Numbers(columns, width, kept));
        return Options.Whiten ? writer.Divide(components, writer.Row([.. Enumerable.Range(0, kept).Select(Scale)])) : components;
    }

    private static void EnsureComplete(Dataset data, double[][] columns)
    {
        var gap = Array.FindIndex(columns, column => column.Length < data.Count);
        if (gap >= 0)
        {
            throw new ArgumentException(
                $"`{FeatureNames.Of(FeatureSchema.Of(data), gap)}` of `{data.Name}` has {data.Count - columns[gap].Length} missing values; expected none for "
                + "principal components. Put an Imputer before it.",
                nameof(data));
        }
    }

    private static double[][] Covariance(double[][] centred)
    {
        var degrees = Math.Max(1, centred[0].Length - 1);
        var covariance = centred.Select(_ => new double[centred.Length]).ToArray();
        Parallel.For(0, centred.Length, i =>
        {
            for (var j = i; j < centred.Length; j++)
            {
                covariance[i][j] = TensorPrimitives.Dot<double>(centred[i], centred[j]) / degrees;
            }
        });
        for (var i = 0; i < centred.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                covariance[i][j] = covariance[j][i];
            }
        }

        return covariance;
    }

    /// <summary>Turns a direction so that the training row that lies farthest out along it lies on the positive side.</summary>
    private static void Orient(double[] direction, double[][] centred)
    {
        var projections = new double[centred[0].Length];
        for (var at = 0; at < centred.Length; at++)
        {
            TensorPrimitives.MultiplyAdd<double>(centred[at], direction[at], projections, projections);
        }

        if (projections.Length > 0 && projections[TensorPrimitives.IndexOfMaxMagnitude<double>(projections)] < 0)
        {
            TensorPrimitives.Negate(direction, direction);
        }
    }

    private int Kept(double[] values, double total, int most)
    {
        if (Options.Components is { } components)
        {
            return components;
        }

        if (Options.ExplainedVariance is not { } share)
        {
            return most;
        }

        var explained = 0.0;
        var kept = 0;
        while (kept < most && explained <= share * total)
        {
            explained += values[kept++];
        }

        return Math.Max(1, kept);
    }

    /// <summary>What a component is divided by; 1 where nothing varies.</summary>
    private double Scale(int component) =>
        Options.Whiten && Learned.Variances[component] > 0 ? Math.Sqrt(Learned.Variances[component]) : 1;

    /// <summary>What is learned.</summary>
    /// <param name="Mean">The mean of each feature.</param>
    /// <param name="Directions">The directions, each of length 1, that vary most first.</param>
    /// <param name="Variances">The variance along each direction.</param>
    /// <param name="TotalVariance">The variance along all directions together, dropped ones included.</param>
    public sealed record Axes(double[] Mean, double[][] Directions, double[] Variances, double TotalVariance);
}
