using Atelier.Data;
using Atelier.Onnx;

namespace Atelier.Preprocessing;

/// <summary>Replaces each value by the share of the training data below it, or by what the normal distribution has there: only the order of values counts.</summary>
/// <remarks>
/// Values are interpolated between quantiles of the training data; a value that makes up several quantiles gets the middle of them, one outside
/// the training data its end. All rows are learned from, however many. NaN counts as missing: it is left out when learning and stays NaN. As scikit-learn 1.2,
/// <c>sklearn.preprocessing.QuantileTransformer</c> without its drawing of 100,000 rows. All arithmetic is in float64.
/// </remarks>
public sealed class QuantileTransformer
    : NumericTransformer<QuantileTransformer, QuantileTransformerOptions, QuantileTransformer.Known>, IInvertibleTransformer
{
    internal const string KindName = "quantile-transformer";

    /// <summary>How near to 0 and 1 a share may come before the normal distribution is cut.</summary>
    private const double Edge = 1e-7;

    private static readonly double Furthest = -NormalDistribution.Quantile(Edge - (1.0 / (1L << 52)));

    /// <summary>A transformer that has learned nothing yet.</summary>
    /// <param name="options">Its settings; null takes the defaults.</param>
    public QuantileTransformer(QuantileTransformerOptions? options = null)
        : base(options ?? new QuantileTransformerOptions())
    {
    }

    /// <inheritdoc/>
    public override string Kind => KindName;

    private protected override string? WhyNotOnnx => null;

    /// <summary>The quantiles of each feature in the training data, ascending, as many shares from 0 to 1 at equal distances.</summary>
    /// <exception cref="InvalidOperationException">It has not been fitted.</exception>
    public IReadOnlyList<ReadOnlyMemory<double>> Quantiles => [.. Learned.Quantiles.Select(values => new ReadOnlyMemory<double>(values))];

    private bool IsNormal => Options.Output == QuantileOutput.Normal;

    /// <summary>Undoes <see cref="ITransformer.Transform"/>, as exactly as the quantiles lie close together.</summary>
    /// <inheritdoc/>
    public Dataset InverseTransform(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return NumberBlocks.Map(Output.Align(data, Kind), Input, (rows, source, result) =>
        {
            var quantiles = Learned.Quantiles;
            for (var at = 0; at < source.Length; at++)
            {
                result[at] = ValueOf(source[at], quantiles[at % quantiles.Length]);
            }
        });
    }

    /// <inheritdoc/>
    protected override Known Learn(Dataset data)
    {
        var count = Math.Min(Options.Quantiles, data.Count);
        var quantiles = EachFeature.Learn(data, values => Measure(values, count));
        EachFeature.EnsureInRange(data, at => double.IsFinite(quantiles[at][^1] - quantiles[at][0]));
        return new Known(quantiles);
    }

    /// <inheritdoc/>
    protected override FeatureSchema Describe(FeatureSchema input, Known learned)
    {
        var quantiles = learned.Quantiles;
        var count = quantiles.FirstOrDefault()?.Length ?? 0;
        if (count == 0 || quantiles.Length != input.Width || !quantiles.All(values => values?.Length == count && IsAscending(values)))
        {
            throw new InvalidDataException(
                $"The field `quantiles` holds {quantiles.Length} lists for {input.Width} features, or one that is shorter or does not ascend; "
                + "expected a list of as many ascending numbers for each feature. The file was changed or is damaged.");
        }

        return input;
    }

    /// <inheritdoc/>
    protected override void Map(int rows, Span<double> source, Span<double> result)
    {
        var quantiles = Learned.Quantiles;
        for (var at = 0; at < source.Length; at++)
        {
            var share = ShareOf(source[at], quantiles[at % quantiles.Length]);
            result[at] = !IsNormal || double.IsNaN(share) ? share
                : share <= 0 ? -Furthest
                : share >= 1 ? Furthest
                : Math.Clamp(NormalDistribution.Quantile(share), -Furthest, Furthest);
        }
    }

    private protected override OnnxValue WriteOnnx(OnnxWriter writer, OnnxValue numbers)
    {
        var count = Learned.Quantiles[0].Length;
        double[] references = [.. Enumerable.Range(0, count).Select(at => Reference(at, count))];
        var shares = new QuantileGraph(writer, numbers, Learned.Quantiles).Shares(references, IsNormal ? Edge : 0);
        if (!IsNormal)
        {
            return shares;
        }

        var (least, most) = (writer.Number(-Furthest), writer.Number(Furthest));
        var normal = writer.Clip(NormalDistribution.WriteOnnx(writer, shares), least, most);
        return writer.Where(
            writer.Binary("GreaterOrEqual", writer.Number(0), shares),
            least,
            writer.Where(writer.Binary("GreaterOrEqual", shares, writer.Number(1)), most, normal));
    }

    private static bool IsAscending(double[] values) =>
        values.All(double.IsFinite) && values.Zip(values.Skip(1)).All(pair => pair.First <= pair.Second);

    private static double[] Measure(double[] values, int count)
    {
        var quantiles = new double[count];
        if (values.Length == 0)
        {
            return quantiles;
        }

        Array.Sort(values);
        for (var at = 0; at < count; at++)
        {
            // Over per cent and back, as numpy: the last digit decides whether a quantile falls on a value that stands several times.
            var share = Reference(at, count) * 100 / 100;
            quantiles[at] = Math.Max(SortedQuantile.Of(values, share), at == 0 ? double.NegativeInfinity : quantiles[at - 1]);
        }

        return quantiles;
    }

    /// <summary>The share that belongs to a quantile.</summary>
    private static double Reference(int at, int count) => at == count - 1 && count > 1 ? 1 : at == 0 ? 0 : at * (1.0 / (count - 1));

    private double ShareOf(double value, double[] quantiles)
    {
        var margin = IsNormal ? Edge : 0;
        if (double.IsNaN(value))
        {
            return value;
        }

        if (IsNormal ? value - margin < quantiles[0] : value <= quantiles[0])
        {
            return 0;
        }

        if (IsNormal ? value + margin > quantiles[^1] : value >= quantiles[^1])
        {
            return 1;
        }

        var above = FirstAbove(value, quantiles);
        var below = above - 1;
        if (quantiles[below] == value)
        {
            return (Reference(FirstNotBelow(value, quantiles), quantiles.Length) + Reference(below, quantiles.Length)) / 2;
        }

        var lower = Reference(below, quantiles.Length);
        var part = (value - quantiles[below]) / (quantiles[above] - quantiles[below]);
        return lower + (part * (Reference(above, quantiles.Length) - lower));
    }

    private double ValueOf(double transformed, double[] quantiles)
    {
        var share = IsNormal ? NormalDistribution.Share(transformed) : transformed;
        if (double.IsNaN(share))
        {
            return share;
        }

        if (IsNormal ? share - Edge < 0 : share <= 0)
        {
            return quantiles[0];
        }

        return (IsNormal ? share + Edge > 1 : share >= 1) ? quantiles[^1] : SortedQuantile.Of(quantiles, share);
    }

    private static int FirstAbove(double value, double[] ascending)
    {
        var (low, high) = (0, ascending.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = ascending[middle] <= value ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static int FirstNotBelow(double value, double[] ascending)
    {
        var (low, high) = (0, ascending.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = ascending[middle] < value ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>What the transformer learns.</summary>
    /// <param name="Quantiles">The quantiles of each feature, ascending.</param>
    public sealed record Known(double[][] Quantiles);
}
