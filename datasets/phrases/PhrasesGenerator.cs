using Atelier.Data;

namespace Atelier.Generators;

/// <summary>English sentences and their German translations, both out of one meaning.</summary>
internal static class PhrasesGenerator
{
    private const ulong Seed = 20_260_501;

    public static IEnumerable<(string Name, byte[] Content)> Files()
    {
        var chance = new SplitMix64(Seed);
        var (english, german) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        return new[] { ("train.csv.gz", 12_000), ("validation.csv.gz", 500), ("test.csv.gz", 500) }
            .Select(part =>
            {
                var table = new CsvText("en", "de");
                for (var row = 0; row < part.Item2;)
                {
                    var (en, de) = Sentence(chance);
                    if (!english.Contains(en) && german.Add(de))
                    {
                        english.Add(en);
                        table.Add(en, de);
                        row++;
                    }
                }

                return (part.Item1, table.Bytes);
            })
            .ToArray();
    }

    private static (string English, string German) Sentence(SplitMix64 chance)
    {
        var kind = chance.Weighted(45, 18, 14, 15, 8);
        var clause = new Clause(chance, mayBeDenied: kind != 2, mayBePast: kind != 4);
        switch (kind)
        {
            case 1 when clause.HasTime:
                return End(clause.EnglishMain(timeFirst: true), clause.GermanMain(timeFirst: true), '.');
            case 2:
                return End(clause.EnglishQuestion(), clause.GermanVerbFirst(), '?');
            case 3:
                var (frame, rahmen) = chance.Pick(Words.Frames);
                return End($"{frame} {clause.EnglishMain()}", $"{rahmen} {clause.GermanSubordinate()}", '.');
            case 4:
                var result = new Clause(chance, mayBeDenied: true, mayBePast: false);
                return End($"if {clause.EnglishMain()}, {result.EnglishMain()}", $"wenn {clause.GermanSubordinate()}, {result.GermanVerbFirst()}", '.');
            default:
                return End(clause.EnglishMain(), clause.GermanMain(), '.');
        }
    }

    private static (string English, string German) End(string english, string german, char mark) => (Capital(english) + mark, Capital(german) + mark);

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
