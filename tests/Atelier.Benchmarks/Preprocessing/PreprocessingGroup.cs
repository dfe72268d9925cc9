using System.Diagnostics;
using Atelier.Data;
using Atelier.Preprocessing;

namespace Atelier.Benchmarks.Preprocessing;

/// <summary>Fitting a preprocessing and transforming the training data with it, against scikit-learn.</summary>
public sealed class PreprocessingGroup : IBenchmarkGroup
{
    private const int Rows = 1_000_000;
    private const int Texts = 50_000;
    private const int Threads = 2;
    private const int Rounds = 5;

    private static readonly (string Name, int Categories)[] Names = [("region", 12), ("plan", 25), ("device", 50)];
    private static readonly string[] Numbers = ["age", "income", "tenure"];

    /// <inheritdoc/>
    public string Name => "preprocessing";

    /// <inheritdoc/>
    public string Description => "one-hot and scale 1,000,000 rows, TF-IDF of 50,000 texts, 2 threads";

    /// <inheritdoc/>
    public IReadOnlyList<BarRow> Run()
    {
        var folder = Directory.CreateTempSubdirectory("atelier-preprocessing-");
        try
        {
            var table = Table(Path.Combine(folder.FullName, "table.csv"));
            var texts = Sentences(Path.Combine(folder.FullName, "texts.txt"));
            using var peer = new PythonPeer(
                Path.Combine("Preprocessing", "preprocessing_sklearn.py"), Threads, Path.Combine(folder.FullName, "table.csv"), Path.Combine(folder.FullName, "texts.txt"));
            const string columns = "one-hot + scale 1,000,000 rows, ColumnPipeline / scikit-learn";
            const string words = "TF-IDF of 50,000 texts, TfIdfVectorizer / scikit-learn";
            if (peer.WhyNot is { } why)
            {
                return [BarRow.Skipped(columns, why), BarRow.Skipped(words, why)];
            }

            var width = Names.Sum(name => name.Categories) + Numbers.Length;
            var terms = new TfIdfVectorizer().Fit(texts).Output.Width;
            var seconds = Interleaved.Measure(
                Rounds,
                () => Columns(table, width),
                () => peer.Do("dense", Rows, width),
                () => peer.Do("sparse", Rows, width),
                () => Terms(texts),
                () => peer.Do("tf-idf", Texts, terms));
            return
            [
                BarRow.AtMost($"{columns}, dense float32", Ratio.Of(seconds[0], seconds[1]), 0.5),
                BarRow.AtMost($"{columns}, its sparse result", Ratio.Of(seconds[0], seconds[2]), 0.5),
                BarRow.Information(words, Ratio.Of(seconds[3], seconds[4])),
            ];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static double Columns(Dataset table, int width)
    {
        var clock = Stopwatch.StartNew();
        var (_, result) = new ColumnPipeline()
            .Add([.. Names.Select(name => name.Name)], new OneHotEncoder())
            .Add(Numbers, new StandardScaler())
            .FitTransform(table);
        var taken = clock.Elapsed.TotalSeconds;
        return result.FeatureCount == width && result.Features.Length == Rows * width
            ? taken
            : throw new InvalidOperationException($"The result has {result.FeatureCount} features; expected {width}.");
    }

    private static double Terms(Dataset texts)
    {
        var clock = Stopwatch.StartNew();
        var result = new TfIdfVectorizer().Fit(texts).TransformSparse(texts);
        var taken = clock.Elapsed.TotalSeconds;
        return result.Count == Texts ? taken : throw new InvalidOperationException($"The result has {result.Count} rows; expected {Texts}.");
    }

    /// <summary>Random rows, each with texts of its own as a file gives them; the same go into the file.</summary>
    private static Dataset Table(string path)
    {
        var random = new Random(1);
        var texts = Names.Select(_ => new string?[Rows]).ToArray();
        var numbers = Numbers.Select(_ => new double[Rows]).ToArray();
        using var writer = new StreamWriter(path);
        writer.WriteLine(string.Join(',', Names.Select(name => name.Name).Concat(Numbers)));
        for (var row = 0; row < Rows; row++)
        {
            for (var at = 0; at < texts.Length; at++)
            {
                texts[at][row] = FormattableString.Invariant($"{Names[at].Name} {random.Next(Names[at].Categories)}");
                writer.Write(texts[at][row]);
                writer.Write(',');
            }

            for (var at = 0; at < numbers.Length; at++)
            {
                numbers[at][row] = Math.Round((random.NextDouble() * 1000) - 100, 3);
                writer.Write(numbers[at][row]);
                writer.Write(at + 1 < numbers.Length ? ',' : '\n');
            }
        }

        return Dataset.FromColumns(
            "table",
            Names.Select((name, at) => new FeatureColumn(name.Name, (IReadOnlyList<string?>)texts[at]))
                .Concat(Numbers.Select((name, at) => new FeatureColumn(name, numbers[at]))));
    }

    /// <summary>Sentences of 5 to 40 words, of which few are frequent and many rare.</summary>
    private static Dataset Sentences(string path)
    {
        var random = new Random(2);
        var texts = new string?[Texts];
        for (var row = 0; row < Texts; row++)
        {
            var words = Enumerable.Range(0, random.Next(5, 41)).Select(_ => "Word" + (int)Math.Exp(random.NextDouble() * Math.Log(30_000)));
            texts[row] = string.Join(' ', words) + " .";
        }

        File.WriteAllLines(path, texts!);
        return Dataset.FromColumns("texts", [new FeatureColumn("text", (IReadOnlyList<string?>)texts)]);
    }
}
