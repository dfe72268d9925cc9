using Atelier.Data;
using Atelier.Packaging;
using Atelier.Preprocessing;
using Atelier.Vision;

namespace Atelier.Inference.Tests;

/// <summary>What holds for every transformer: its graph gives what its Transform gives, or it says why it has none.</summary>
public sealed class PreprocessingGraphTests
{
    /// <summary>The transformers that no graph can express, and what they say.</summary>
    private static readonly Dictionary<Type, string> Reasons = new()
    {
        [typeof(BpeTokenizer)] = "the bpe-tokenizer splits text into pieces, which ONNX has no operation for",
        [typeof(DateParts)] = "the date-parts reads dates, which ONNX has no operation for",
        [typeof(HashingEncoder)] = "the hashing-encoder hashes texts, which ONNX has no operation for",
        [typeof(TextNormalizer)] = "the text-normalizer changes the characters of texts, which ONNX has no operation for",
        [typeof(TfIdfVectorizer)] = "the tf-idf-vectorizer splits text into words or characters, which ONNX has no operation for",
    };

    public static TheoryData<string> Names => [.. GraphSamples.All().Select(sample => sample.Name)];

    [Fact]
    public void Transformers_All_AreWrittenOrSayWhyNot()
    {
        var transformers = new[] { typeof(ITransformer).Assembly, typeof(ImageResizer).Assembly }
            .SelectMany(assembly => assembly.GetExportedTypes())
            .Where(type => type.IsAssignableTo(typeof(ITransformer)) && !type.IsAbstract);

        var written = GraphSamples.All().SelectMany(sample => Parts(sample.Fitted)).Select(part => part.GetType()).Distinct();

        Assert.Equal(transformers.OrderBy(type => type.Name), written.Concat(Reasons.Keys).OrderBy(type => type.Name));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Graph_OnOrdinaryAndHardRows_GivesWhatTheTransformerGives(string name)
    {
        var (_, fitted, rows) = GraphSamples.All().First(sample => sample.Name == name);
        var package = RawGraph.Seen(fitted);
        Assert.True(package.PreprocessingPlace!.IsInGraph, package.PreprocessingPlace.Reason);
        using var graph = new RawGraph(package);
        var expected = Enumerable.Range(0, rows.Count).Select(row => Transformed(package, rows.Slice(row, 1))).ToArray();
        Assert.Contains(expected, row => row is not null);

        foreach (var batch in new[] { 1, 7 })
        {
            var actual = graph.Scores(rows, batch);

            Assert.Equal(expected.Length, actual.Length);
            for (var row = 0; row < expected.Length; row++)
            {
                AssertEqual(expected[row], actual[row], $"{name}, batch {batch}, row {row}");
            }
        }
    }

    [Theory]
    [InlineData(13)]
    [InlineData(17)]
    [InlineData(18)]
    [InlineData(21)]
    public void Graph_OfEveryVersionOfTheOperators_GivesTheSame(int opset)
    {
        foreach (var (name, fitted, rows) in GraphSamples.All().Where(sample => sample.Name.Contains("column pipeline", StringComparison.Ordinal)))
        {
            using var graph = new RawGraph(RawGraph.Seen(fitted, opset));
            using var usual = new RawGraph(RawGraph.Seen(fitted));

            Assert.Equal(usual.Scores(rows, 7).SelectMany(row => row), graph.Scores(rows, 7).SelectMany(row => row));
            Assert.NotEmpty(name);
        }
    }

    [Fact]
    public void Package_OfTransformersWithoutAGraph_SaysWhyAndRunsThem()
    {
        var table = GraphSamples.Table();
        var texts = new ColumnPipeline().Add("city", new TfIdfVectorizer()).Fit(table);
        var dates = Dataset.FromColumns("rows", [new FeatureColumn("day", new DateTime?[] { new(2024, 2, 3), new(2025, 2, 3) })]);
        (ITransformer Fitted, Type Type)[] cases =
        [
            (new BpeTokenizer(new BpeTokenizerOptions { VocabularySize = 300 }).Fit(table.WithColumns([table.Column("city")])), typeof(BpeTokenizer)),
            (new DateParts().Fit(dates), typeof(DateParts)),
            (new HashingEncoder().Fit(table), typeof(HashingEncoder)),
            (new TextNormalizer().Fit(table.WithColumns([table.Column("city")])), typeof(TextNormalizer)),
            (texts, typeof(TfIdfVectorizer)),
            (new Pipeline(new ColumnPipeline().Add("city", new TfIdfVectorizer()), new StandardScaler()).Fit(table), typeof(TfIdfVectorizer)),
        ];

        Assert.Equal(Reasons.Keys.ToHashSet(), cases.Select(item => item.Type).ToHashSet());
        foreach (var (fitted, type) in cases)
        {
            var place = RawGraph.Seen(fitted).PreprocessingPlace!;

            Assert.False(place.IsInGraph);
            Assert.Equal(Reasons[type], place.Reason);
            Assert.Equal($"in C#, for {Reasons[type]}", place.ToString());
        }
    }

    [Fact]
    public void Package_WithCategoriesOfDates_SaysThatAGraphCannotReadThem()
    {
        var dates = Dataset.FromColumns("rows", [new FeatureColumn("day", new DateTime?[] { new(2024, 2, 3), new(2025, 2, 3) })]);

        var place = RawGraph.Seen(new OneHotEncoder().Fit(dates)).PreprocessingPlace!;

        Assert.Equal("the one-hot-encoder takes the dates of `day`, which callers give as text that ONNX has no operation to read", place.Reason);
    }

    internal static IEnumerable<ITransformer> Parts(ITransformer transformer) => (transformer switch
    {
        Pipeline pipeline => pipeline.Steps.SelectMany(Parts),
        ColumnPipeline pipeline => pipeline.Branches.SelectMany(branch => Parts(branch.Transformer)),
        _ => [],
    }).Append(transformer);

    /// <summary>One row as C# transforms it; null where it is refused.</summary>
    private static float[]? Transformed(ModelPackage package, Dataset row)
    {
        try
        {
            return package.Preprocess(RawGraph.Inputs(package, row)).Values<float>().ToArray();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static void AssertEqual(float[]? expected, float[] actual, string where)
    {
        if (expected is null)
        {
            Assert.All(actual, value => Assert.True(float.IsNaN(value), $"{where}: refused, but the graph gives {value}"));
            return;
        }

        Assert.Equal(expected.Length, actual.Length);
        for (var at = 0; at < expected.Length; at++)
        {
            Assert.True(
                Math.Abs(expected[at] - actual[at]) <= 1e-5 * Math.Max(1, Math.Abs(expected[at])),
                FormattableString.Invariant($"{where}, feature {at}: expected {expected[at]}, the graph gives {actual[at]}"));
        }
    }
}
