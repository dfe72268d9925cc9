using Atelier.Data;

namespace Atelier.Tests.Preprocessing;

/// <summary>Random data of several forms for the contract of transformers; equal seeds give equal data, all from the same few categories.</summary>
internal static class ContractSamples
{
    private const int Rows = 120;
    private static readonly string?[] Categories = ["red", "blue", "a,b \"c\"", "Zürich 東京", "", null];
    private static readonly string[] Words = ["good", "bad", "film", "the", "and", "über", "東京", "😀", "it's", "2024"];

    /// <summary>Unnamed numbers of shape (2, 2).</summary>
    public static Dataset Numbers(int seed)
    {
        var random = new Random(seed);
        var features = Enumerable.Range(0, 40).Select(_ => (random.NextSingle() * 20) - 3).ToArray();
        return new Dataset("sample", features, [2, 2], Enumerable.Range(0, 10).Select(i => i % 3).ToArray());
    }

    /// <summary>A column of text, one of numbers and one of dates, all with missing values.</summary>
    public static Dataset Mixed(int seed)
    {
        var random = new Random(seed);
        return Labelled(
            new FeatureColumn("colour", (IReadOnlyList<string?>)Draw(_ => Categories[random.Next(Categories.Length)])),
            new FeatureColumn("rooms", Draw(_ => random.Next(5) is > 0 and var rooms ? rooms / 2.0 : double.NaN)),
            new FeatureColumn("built", Draw(_ => Date(random.Next(4)))));
    }

    /// <summary>Two columns of dates with missing values.</summary>
    public static Dataset Dates(int seed)
    {
        var random = new Random(seed);
        return Labelled(
            new FeatureColumn("joined", Draw(_ => Date(random.Next(20_000)))),
            new FeatureColumn("left", Draw(_ => Date(random.Next(20_000)))));
    }

    /// <summary>A column of sentences with missing ones.</summary>
    public static Dataset Texts(int seed)
    {
        var random = new Random(seed);
        return Labelled(new FeatureColumn("review", (IReadOnlyList<string?>)Draw(_ => random.Next(10) == 0
            ? null
            : string.Join(' ', Enumerable.Range(0, random.Next(12)).Select(_ => Words[random.Next(Words.Length)])))));
    }

    private static T[] Draw<T>(Func<int, T> value) => [.. Enumerable.Range(0, Rows).Select(value)];

    private static DateTime? Date(int day) => day == 0 ? null : new DateTime(1990, 1, 1, day % 24, 0, 0, DateTimeKind.Unspecified).AddDays(day);

    private static Dataset Labelled(params FeatureColumn[] columns) =>
        Dataset.FromColumns("sample", columns, Enumerable.Range(0, Rows).Select(row => row % 3).ToArray());
}
