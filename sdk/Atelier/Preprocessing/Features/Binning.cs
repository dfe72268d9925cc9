using Atelier.Data;
using Atelier.Onnx;
using Atelier.Prediction;

namespace Atelier.Preprocessing;

/// <summary>Divides each column of numbers into bins and replaces a value by the number of its bin.</summary>
/// <remarks>
/// Bin i holds values from edge i to below edge i + 1; values beyond the training data belong to the first and the last bin, infinite ones
/// too. NaN stays NaN, and is 0 in every feature of one-hot bins. As scikit-learn 1.2, <c>sklearn.preprocessing.KBinsDiscretizer</c>.
/// </remarks>
public sealed class Binning : NumericTransformer<Binning, BinningOptions, Binning.Bins>
{
    internal const string KindName = "binning";

    /// <summary>A transformer that has learned nothing yet.</summary>
    /// <param name="options">Its settings; null takes the defaults.</param>
    public Binning(BinningOptions? options = null)
        : base(options ?? new BinningOptions())
    {
    }

    /// <inheritdoc/>
    public override string Kind => KindName;

    private protected override string? WhyNotOnnx => null;

    /// <summary>The edges of the bins of each feature, ascending; one more than there are bins.</summary>
    /// <exception cref="InvalidOperationException">It has not been fitted.</exception>
    public IReadOnlyList<IReadOnlyList<double>> Edges => Learned.Edges;

    /// <inheritdoc/>
    protected override Bins Learn(Dataset data) => new(EachFeature.Learn(data, values =>
    {
        Array.Sort(values);
        return BinEdges.Of(values, Options.Bins, Options.Strategy);
    }));

    /// <inheritdoc/>
    protected override FeatureSchema Describe(FeatureSchema input, Bins learned)
    {
        if (learned.Edges.Length != input.Width || !learned.Edges.All(IsAscending))
        {
            throw new InvalidDataException(
                $"The field `edges` holds {learned.Edges.Length} lists for rows of {input.Width} features, or one that does not ascend; "
                + "expected at least two ascending edges for each feature. The file was changed or is damaged.");
        }

        if (!Options.OneHot)
        {
            return input;
        }

        string[] names = [.. learned.Edges.SelectMany((edges, at) =>
            Enumerable.Range(0, edges.Length - 1).Select(bin => FormattableString.Invariant($"{FeatureNames.Of(input, at)}=bin {bin}")))];
        return new FeatureSchema([names.Length], FeatureNames.Distinct(names));
    }

    /// <inheritdoc/>
    protected override void Map(int rows, Span<double> source, Span<double> result)
    {
        var edges = Learned.Edges;
        if (!Options.OneHot)
        {
            for (var i = 0; i < source.Length; i++)
            {
                result[i] = double.IsNaN(source[i]) ? double.NaN : BinOf(edges[i % edges.Length], source[i]);
            }

            return;
        }

        result.Clear();
        for (var row = 0; row < rows; row++)
        {
            var start = row * Output.Width;
            for (var at = 0; at < edges.Length; at++)
            {
                var value = source[(row * edges.Length) + at];
                if (!double.IsNaN(value))
                {
                    result[start + BinOf(edges[at], value)] = 1;
                }

                start += edges[at].Length - 1;
            }
        }
    }

    private protected override OnnxValue WriteOnnx(OnnxWriter writer, OnnxValue numbers)
    {
        var edges = Learned.Edges;
        var inner = Math.Max(1, edges.Max(list => list.Length) - 2);
        var limits = new double[edges.Length * inner];
        Array.Fill(limits, double.NaN); // no value reaches it
        for (var at = 0; at < edges.Length; at++)
        {
            edges[at].AsSpan(1, edges[at].Length - 2).CopyTo(limits.AsSpan(at * inner));
        }

        var reached = writer.Binary("GreaterOrEqual", writer.Reshape(numbers, edges.Length, 1), writer.Numbers(limits, 1, edges.Length, inner));
        var bins = writer.Where(writer.IsNaN(numbers), writer.Number(double.NaN), writer.Sum(writer.Cast(reached, DataType.Float64), keep: false));
        if (!Options.OneHot)
        {
            return bins;
        }

        long[] columns = [.. edges.SelectMany((list, at) => Enumerable.Repeat((long)at, list.Length - 1))];
        double[] numbersOfBins = [.. edges.SelectMany(list => Enumerable.Range(0, list.Length - 1).Select(bin => (double)bin))];
        return writer.Cast(writer.Binary("Equal", writer.Gather(bins, columns, axis: 1), writer.Row(numbersOfBins)), DataType.Float64);
    }

    private static int BinOf(double[] edges, double value)
    {
        var bin = 0;
        while (bin < edges.Length - 2 && value >= edges[bin + 1])
        {
            bin++;
        }

        return bin;
    }

    private static bool IsAscending(double[] edges) =>
        edges is { Length: >= 2 } && edges.Zip(edges.Skip(1)).All(pair => pair.First < pair.Second);

    /// <summary>What is learned of each feature.</summary>
    /// <param name="Edges">The edges of the bins, ascending.</param>
    public sealed record Bins(double[][] Edges);
}
