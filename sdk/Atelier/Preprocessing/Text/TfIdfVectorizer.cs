using System.Runtime.InteropServices;
using Atelier.Data;

namespace Atelier.Preprocessing;

/// <summary>Turns texts into the weights of the terms that stand in them: term frequency times inverse document frequency.</summary>
/// <remarks>
/// <para>Terms are some words or characters in a row (<see cref="TfIdfVectorizerOptions.Unit"/>); the features are the terms of the training data
/// in the order of their UTF-16 characters, called <c>column:term</c>. The weight of a term is tf * idf, where tf is how often it stands
/// in the row and idf = ln((1 + n) / (1 + d)) + 1, n the number of rows and d of those with the term; without
/// <see cref="TfIdfVectorizerOptions.SmoothIdf"/> ln(n / d) + 1. Terms that the training data does not have are left out; a missing text counts as
/// empty, and a row without terms is 0 throughout.</para>
/// <para>Takes one column of text and gives one array of float32; <see cref="TransformSparse"/> gives only what is not 0. As scikit-learn
/// 1.2, <c>sklearn.feature_extraction.text.TfidfVectorizer</c>, its splitting into words included.</para>
/// </remarks>
public sealed class TfIdfVectorizer : Transformer<TfIdfVectorizer, TfIdfVectorizerOptions, TfIdfVectorizer.Known>
{
    internal const string KindName = "tf-idf-vectorizer";

    private Dictionary<string, int> _vocabulary = [];

    /// <summary>A vectorizer that has learned nothing yet.</summary>
    /// <param name="options">Its settings; null takes the defaults.</param>
    public TfIdfVectorizer(TfIdfVectorizerOptions? options = null)
        : base(options ?? new TfIdfVectorizerOptions())
    {
    }

    /// <inheritdoc/>
    public override string Kind => KindName;

    private protected override string WhyNotOnnx => "splits text into words or characters, which ONNX has no operation for";

    /// <summary>The terms, in the order of the features.</summary>
    /// <exception cref="InvalidOperationException">It has not been fitted.</exception>
    public IReadOnlyList<string> Terms => Learned.Terms;

    /// <summary>Applies what was learned and gives only what is not 0: for vocabularies whose dense rows would not fit into memory.</summary>
    /// <param name="data">Rows as it was fitted on.</param>
    /// <returns>One row for each of the data; the indices count <see cref="Terms"/>.</returns>
    /// <exception cref="InvalidOperationException">It has not been fitted.</exception>
    /// <exception cref="ArgumentException">The data has other columns.</exception>
    public IReadOnlyList<SparseRow> TransformSparse(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var texts = Input.Align(data, Kind).Columns[0].Texts;
        var result = new SparseRow[texts.Count];
        RowBlocks.ForEach(result.Length, (start, rows) =>
        {
            var counter = Counter();
            for (var row = start; row < start + rows; row++)
            {
                result[row] = counter.Weigh(texts[row]);
            }
        }, RowBlocks.Texts);
        return result;
    }

    /// <inheritdoc/>
    protected override Known Learn(Dataset data)
    {
        var texts = TextColumns.Single(data, Kind).Texts;
        var statistics = Count(texts);
        if (statistics.Count == 0)
        {
            throw new ArgumentException(
                $"No text of `{data.Name}` has a term: all are missing, empty, of stop words or shorter than a term. Set a smaller MinLength or "
                + "another Unit, or look at the column.",
                nameof(data));
        }

        var kept = statistics.Where(pair => pair.Value.Rows >= Options.MinRows && pair.Value.Rows <= Options.MaxShare * texts.Count);
        if (Options.MaxTerms is { } most)
        {
            kept = kept.OrderByDescending(pair => pair.Value.Total).ThenBy(pair => pair.Key, StringComparer.Ordinal).Take(most);
        }

        var terms = kept.OrderBy(pair => pair.Key, StringComparer.Ordinal).ToArray();
        if (terms.Length == 0)
        {
            throw new ArgumentException(
                $"None of the {statistics.Count} terms of `{data.Name}` stands in at least {Options.MinRows} rows and in at most a share of "
                + FormattableString.Invariant($"{Options.MaxShare} of them. Set a smaller MinRows or a larger MaxShare."),
                nameof(data));
        }

        return new Known([.. terms.Select(pair => pair.Key)], [.. terms.Select(pair => Idf(pair.Value.Rows, texts.Count))]);
    }

    /// <inheritdoc/>
    protected override FeatureSchema Describe(FeatureSchema input, Known learned)
    {
        TextColumns.Require(input, Kind);
        _vocabulary = new Dictionary<string, int>(learned.Terms.Length, StringComparer.Ordinal);
        if (learned.Terms.Length == 0 || learned.Terms.Length != learned.Idf.Length || !learned.Idf.All(double.IsFinite)
            || !learned.Terms.All(term => term is not null && _vocabulary.TryAdd(term, _vocabulary.Count)))
        {
            throw new InvalidDataException(
                $"The field `terms` holds {learned.Terms.Length} terms with {learned.Idf.Length} weights, or a term twice; expected one finite "
                + "weight for each term. The file was changed or is damaged.");
        }

        return new FeatureSchema([learned.Terms.Length], [.. learned.Terms.Select(term => $"{input.Names[0]}:{term}")]);
    }

    /// <inheritdoc/>
    protected override Dataset Apply(Dataset data)
    {
        var width = Output.Width;
        TextColumns.EnsureFits(data, width, "Set MaxTerms or MinRows, transform in batches, or use TransformSparse.");
        var matrix = new float[data.Count * width];
        Write(data, matrix, width, 0);
        return data.WithFeatures(matrix, Output.Shape, Output.Names);
    }

    /// <inheritdoc/>
    protected override void Write(Dataset data, Memory<float> matrix, int stride, int offset)
    {
        var texts = data.Columns[0].Texts;
        var width = Output.Width;
        RowBlocks.ForEach(texts.Count, (start, rows) =>
        {
            var counter = Counter();
            for (var row = start; row < start + rows; row++)
            {
                var features = matrix.Span.Slice((row * stride) + offset, width);
                features.Clear();
                var (indices, values) = counter.Weigh(texts[row]);
                for (var at = 0; at < indices.Length; at++)
                {
                    features[indices[at]] = values[at];
                }
            }
        }, RowBlocks.Texts);
    }

    private TermCounter Counter() => new(Options, _vocabulary, Learned.Idf);

    private Dictionary<string, TermStatistics> Count(IReadOnlyList<string?> texts)
    {
        var statistics = new Dictionary<string, TermStatistics>(StringComparer.Ordinal);
        var spans = statistics.GetAlternateLookup<ReadOnlySpan<char>>();
        var terms = new TextTerms(Options);
        for (var row = 0; row < texts.Count; row++)
        {
            if (texts[row] is { } text)
            {
                terms.ForEach(text, term => CollectionsMarshal.GetValueRefOrAddDefault(spans, term, out _).Add(row));
            }
        }

        return statistics;
    }

    private double Idf(int rows, int all) => !Options.UseIdf ? 1 : Options.SmoothIdf
        ? Math.Log((1.0 + all) / (1.0 + rows)) + 1
        : Math.Log((double)all / rows) + 1;

    /// <summary>What the vectorizer learns.</summary>
    /// <param name="Terms">The terms in order.</param>
    /// <param name="Idf">The weight of each.</param>
    public sealed record Known(string[] Terms, double[] Idf);

    private struct TermStatistics
    {
        private int _lastRow;

        public int Rows { get; private set; }

        public long Total { get; private set; }

        public void Add(int row)
        {
            Total++;
            if (_lastRow != row + 1)
            {
                Rows++;
                _lastRow = row + 1;
            }
        }
    }
}
