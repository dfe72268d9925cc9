using Atelier.Data;
using Atelier.Preprocessing;
using Atelier.Tests.References;

namespace Atelier.Tests.Preprocessing;

public sealed class TfIdfVectorizerTests : TransformerContract
{
    private static readonly TfIdfVectorizerOptions[] Settings =
    [
        new(),
        new() { MaxLength = 2, MinRows = 2 },
        new() { Sublinear = true, Norm = VectorNorm.L1, SmoothIdf = false },
        new() { Norm = VectorNorm.None, UseIdf = false, Lowercase = false },
        new() { StopWords = ["the", "and", "of", "it"], MinLength = 2, MaxLength = 3, MinRows = 2 },
        new() { Binary = true, MaxShare = 0.2, MinRows = 3 },
        new() { Unit = TextUnit.Character, MaxLength = 3, MinRows = 20 },
        new() { Unit = TextUnit.CharacterInWord, MinLength = 2, MaxLength = 5, MinRows = 15 },
        new() { Unit = TextUnit.CharacterInWord, MinLength = 4, MinRows = 2 },
        new() { MaxTerms = 14 },
    ];

    public static TheoryData<int> Cases => [.. TextReference.Cases("tf_idf")];

    protected override IReadOnlyList<SampleForm> Forms => [SampleForm.TextAndDates];

    protected override bool TakesAllMissing => false;

    protected override ITransformer NewTransformer() => new TfIdfVectorizer();

    protected override Dataset TextAndDateSample(int seed) => TransformerSamples.Table(TransformerSamples.Cities(seed));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Transform_EqualsScikitLearn(int at)
    {
        var reference = TextReference.Case("tf_idf", at);
        var data = TextReference.Column(TextReference.Sentences);

        var vectorizer = new TfIdfVectorizer(Settings[at]).Fit(data.Slice(0, (int)reference["train"]!));

        var rows = vectorizer.TransformSparse(data);
        Assert.Equal(reference.Strings("terms").Order(StringComparer.Ordinal), vectorizer.Terms);
        Assert.Equal(reference.Ints("counts"), rows.Select(row => row.Indices.Length));
        Assert.Equal(reference.Ints("indices"), rows.SelectMany(row => row.Indices));
        Assert.Equal(reference.Doubles("values"), rows.SelectMany(row => row.Values).Select(value => (double)value), (a, b) => Math.Abs(a - b) <= 1e-6 * Math.Max(1, a));
    }

    [Fact]
    public void Transform_EqualsTransformSparse()
    {
        var data = TextReference.Column([.. TextReference.Sentences, null]);
        var vectorizer = new TfIdfVectorizer().Fit(data);

        var dense = vectorizer.Transform(data);

        var sparse = vectorizer.TransformSparse(data);
        Assert.Equal("text:" + vectorizer.Terms[3], dense.FeatureNames[3]);
        for (var row = 0; row < data.Count; row++)
        {
            var features = dense.Row(row).ToArray();
            Assert.Equal(sparse[row].Indices, Enumerable.Range(0, features.Length).Where(at => features[at] != 0));
            Assert.Equal(sparse[row].Values, features.Where(value => value != 0));
        }

        Assert.Empty(sparse[^1].Indices);
    }

    [Fact]
    public void Fit_EmptyCorpus_SaysWhy()
    {
        var empty = Assert.Throws<ArgumentException>(() => new TfIdfVectorizer().Fit(TextReference.Column("", null, "a !")));
        var pruned = Assert.Throws<ArgumentException>(
            () => new TfIdfVectorizer(new TfIdfVectorizerOptions { MinRows = 2 }).Fit(TextReference.Column("one", "two")));

        Assert.Contains("No text of `reviews` has a term", empty.Message, StringComparison.Ordinal);
        Assert.Contains("None of the 2 terms of `reviews` stands in at least 2 rows", pruned.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_NumbersOrTwoColumns_SaysWhatItTakes()
    {
        var number = Dataset.FromColumns("d", [new FeatureColumn("age", new[] { 1.0 })]);
        var two = Dataset.FromColumns("d", [.. new[] { "a", "b" }.Select(name => new FeatureColumn(name, (IReadOnlyList<string?>)["some words"]))]);

        var numbers = Assert.Throws<ArgumentException>(() => new TfIdfVectorizer().Fit(number));
        var columns = Assert.Throws<ArgumentException>(() => new TfIdfVectorizer().Fit(two));
        var dense = Assert.Throws<ArgumentException>(() => new TfIdfVectorizer().Fit(new Dataset("d", new float[2], [2])));

        Assert.Contains("The column `age` of `d` holds numbers; the tf-idf-vectorizer takes text.", numbers.Message, StringComparison.Ordinal);
        Assert.Contains("`d` has 2 columns; the tf-idf-vectorizer takes one column of text.", columns.Message, StringComparison.Ordinal);
        Assert.Contains("`d` holds unnamed numbers", dense.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Transform_MegabyteTokenAndBrokenUtf16_AreTerms()
    {
        var data = TextReference.Column(new string('x', 1 << 20) + " ok", "half \ud83d surrogate");

        var vectorizer = new TfIdfVectorizer().Fit(data);

        Assert.Equal(["half", "ok", "surrogate", new string('x', 1 << 20)], vectorizer.Terms);
    }

    [Fact]
    public void Transform_MoreThanAnArrayTakes_SaysWhatToDo()
    {
        var data = TextReference.Column([.. Enumerable.Range(0, 60_000).Select(row => "w" + row)]);
        var vectorizer = new TfIdfVectorizer().Fit(data);

        var error = Assert.Throws<ArgumentException>(() => vectorizer.Transform(data));

        Assert.Contains("60000 rows of 60000 features, more than one array takes. Set MaxTerms", error.Message, StringComparison.Ordinal);
        Assert.All(vectorizer.TransformSparse(data), row => Assert.Equal([1f], row.Values));
    }

    [Fact]
    public void Options_OutOfRange_SayTheLimits()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new TfIdfVectorizerOptions { MinLength = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TfIdfVectorizerOptions { MaxLength = 21 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TfIdfVectorizerOptions { MaxTerms = 0 });
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new TfIdfVectorizerOptions { MaxShare = 0 });
        Assert.Contains("Expected a share of the rows above 0 and at most 1.", error.Message, StringComparison.Ordinal);
    }
}
