using Atelier.Data;
using Atelier.Onnx;

namespace Atelier.Preprocessing;

/// <summary>Adds the products of features, up to a degree: of a and b the features a, b, a^2, a b and b^2.</summary>
/// <remarks>
/// The products of each degree follow each other in lexicographic order, named as scikit-learn names them. As scikit-learn 1.2,
/// <c>sklearn.preprocessing.PolynomialFeatures</c>. Scale before it: products of large numbers are larger still.
/// </remarks>
public sealed class PolynomialFeatures : NumericTransformer<PolynomialFeatures, PolynomialFeaturesOptions, NothingLearned>
{
    internal const string KindName = "polynomial-features";

    // More features than any model takes; a mistaken degree would otherwise take all memory.
    private const int MostFeatures = 1_000_000;

    private int[][] _products = [];

    /// <summary>A transformer that has learned nothing yet.</summary>
    /// <param name="options">Its settings; null takes the defaults.</param>
    public PolynomialFeatures(PolynomialFeaturesOptions? options = null)
        : base(options ?? new PolynomialFeaturesOptions())
    {
    }

    /// <inheritdoc/>
    public override string Kind => KindName;

    private protected override string? WhyNotOnnx => null;

    /// <inheritdoc/>
    protected override NothingLearned Learn(Dataset data)
    {
        EachFeature.EnsureNoInfinity(data);
        return new NothingLearned();
    }

    /// <inheritdoc/>
    protected override FeatureSchema Describe(FeatureSchema input, NothingLearned learned)
    {
        if (Count(input.Width) > MostFeatures)
        {
            throw new ArgumentException(
                $"Degree {Options.Degree} makes more than {MostFeatures} features of {input.Width}; expected fewer. Lower Degree or choose fewer columns.");
        }

        _products = [.. Products(input.Width)];
        var names = _products.Select(product => product.Length == 0 ? "1" : string.Join(' ', product.CountBy(at => at).Select(factor =>
            FeatureNames.Of(input, factor.Key) + (factor.Value == 1 ? "" : FormattableString.Invariant($"^{factor.Value}")))));
        return new FeatureSchema([_products.Length], FeatureNames.Distinct(names));
    }

    /// <inheritdoc/>
    protected override void Map(int rows, Span<double> source, Span<double> result)
    {
        var (width, products) = (Input.Width, _products);
        for (var row = 0; row < rows; row++)
        {
            var from = source.Slice(row * width, width);
            var to = result.Slice(row * products.Length, products.Length);
            for (var i = 0; i < products.Length; i++)
            {
                var value = 1.0;
                foreach (var at in products[i])
                {
                    value *= from[at];
                }

                to[i] = value;
            }
        }
    }

    /// <summary>Products of a degree are those of the degree before, each times one feature more.</summary>
    private protected override OnnxValue WriteOnnx(OnnxWriter writer, OnnxValue numbers)
    {
        var parts = new List<OnnxValue>();
        if (Options.IncludeBias)
        {
            var first = writer.Gather(numbers, [0], axis: 1);
            parts.Add(writer.Where(writer.IsNaN(first), writer.Number(1), writer.Number(1)));
        }

        var (shorter, products) = (numbers, _products.Where(product => product.Length == 1).ToArray());
        parts.Add(numbers);
        for (var degree = 2; degree <= Options.Degree; degree++)
        {
            var places = products.Select((product, at) => (Key: string.Join(' ', product), at)).ToDictionary(pair => pair.Key, pair => (long)pair.at);
            products = [.. _products.Where(product => product.Length == degree)];
            if (products.Length == 0)
            {
                break;
            }

            shorter = writer.Multiply(
                writer.Gather(shorter, [.. products.Select(product => places[string.Join(' ', product.SkipLast(1))])], axis: 1),
                writer.Gather(numbers, [.. products.Select(product => (long)product[^1])], axis: 1));
            parts.Add(shorter);
        }

        return writer.Concat(parts);
    }

    /// <summary>How many products there are, without making them.</summary>
    private double Count(int width)
    {
        var count = Options.IncludeBias ? 1.0 : 0;
        var ofDegree = 1.0;
        for (var degree = 1; degree <= Options.Degree && count <= MostFeatures; degree++)
        {
            ofDegree *= Options.InteractionOnly ? Math.Max(0, width - degree + 1.0) / degree : (width + degree - 1.0) / degree;
            count += ofDegree;
        }

        return count;
    }

    private IEnumerable<int[]> Products(int width)
    {
        if (Options.IncludeBias)
        {
            yield return [];
        }

        IEnumerable<int[]> shorter = [[]];
        for (var degree = 1; degree <= Options.Degree; degree++)
        {
            int[][] longer = [.. shorter.SelectMany(product =>
            {
                var first = product.Length == 0 ? 0 : product[^1] + (Options.InteractionOnly ? 1 : 0);
                return Enumerable.Range(first, width - first).Select(at => (int[])[.. product, at]);
            })];
            foreach (var product in longer)
            {
                yield return product;
            }

            shorter = longer;
        }
    }
}
