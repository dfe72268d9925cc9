using Atelier.Data;

namespace Atelier.Generators;

/// <summary>Invented sentences of reviews whose polarity is known, because the grammar decides it.</summary>
internal static class ReviewsGenerator
{
    private const ulong Seed = 20_260_401;
    private const int TrainRows = 6_000;
    private const int TestRows = 1_000;

    public static IEnumerable<(string Name, byte[] Content)> Files()
    {
        var chance = new SplitMix64(Seed);
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return [("train.csv.gz", Part(chance, TrainRows, seen)), ("test.csv.gz", Part(chance, TestRows, seen))];
    }

    /// <summary>As many sentences of either polarity, in random order; none occurs twice.</summary>
    private static byte[] Part(SplitMix64 chance, int rows, HashSet<string> seen)
    {
        var labels = Enumerable.Range(0, rows).Select(row => row % 2 == 0).ToArray();
        chance.Shuffle<bool>(labels);
        var table = new CsvText("text", "sentiment");
        foreach (var positive in labels)
        {
            string text;
            do
            {
                text = Review(chance, positive);
            }
            while (!seen.Add(text));

            table.Add(text, positive ? "positive" : "negative");
        }

        return table.Bytes;
    }

    private static string Review(SplitMix64 chance, bool positive)
    {
        var (thing, sides, facts) = chance.Pick(ReviewWords.Topics);
        var (first, second) = TwoOf(chance, sides);
        var fact = chance.Pick(facts);
        var claim = Claim(chance, first, positive);
        var other = Claim(chance, second, !positive);
        var same = Claim(chance, second, positive);
        var text = chance.Weighted(34, 19, 20, 4, 3, 3, 3, 3, 6, 5) switch
        {
            0 => claim,
            1 => $"{claim}, and {same}",
            2 => chance.Happens(0.5) ? $"{fact}, and {claim}" : $"{claim}; {fact}",
            // The clause that rules is the last one after "but", the main one beside "although" and "even though".
            3 => $"{other}, but {claim}",
            4 => $"although {other}, {claim}",
            5 => $"{claim}, even though {other}",
            6 => $"I was told that {other}, yet {claim}",
            7 => $"I {(positive ? "feared" : "hoped for")} {An(Adjective(chance, !positive))} {thing}, but {claim}",
            8 => $"overall {An(Feeling(chance, positive))} {thing}{(chance.Happens(0.5) ? "; " + fact : "")}",
            _ => positive == chance.Happens(0.5)
                ? $"I would {(positive ? "gladly" : "hardly")} recommend this {thing}, because {claim}"
                : $"I {(positive ? "would not hesitate to" : "would hesitate to")} come back to this {thing}: {claim}",
        };
        return char.ToUpperInvariant(text[0]) + text[1..] + (chance.Happens(0.12) ? "!" : ".");
    }

    /// <summary>A clause about one side of the thing.</summary>
    private static string Claim(SplitMix64 chance, string side, bool positive)
    {
        var are = side is "exercises" or "examples" or "videos" or "seats" ? "were" : "was";
        return chance.Weighted(49, 24, 9, 18) switch
        {
            0 => $"the {side} {are} {Feeling(chance, positive)}",
            1 => $"the {side} {Plural(chance.Pick(positive ? ReviewWords.Joys : ReviewWords.Sorrows), are)}",
            2 => $"the {side} {are} {chance.Pick(ReviewWords.Denials)} {Adjective(chance, !positive)}",
            _ => $"I found the {side} {Feeling(chance, positive)}",
        };
    }

    private static string Plural(string verb, string are) => are == "were" && verb.StartsWith("was ", StringComparison.Ordinal) ? "were " + verb[4..]
        : are == "were" && verb.StartsWith("deserves ", StringComparison.Ordinal) ? "deserve " + verb[9..]
        : verb;

    private static string Feeling(SplitMix64 chance, bool positive) => chance.Weighted(50, 35, 15) switch
    {
        0 => Adjective(chance, positive),
        1 => $"{chance.Pick(ReviewWords.Intensifiers)} {Adjective(chance, positive)}",
        _ => $"{chance.Pick(ReviewWords.Softeners)} {Adjective(chance, positive)}",
    };

    private static string Adjective(SplitMix64 chance, bool positive)
    {
        var words = positive ? ReviewWords.Praise : ReviewWords.Blame;
        var share = chance.Next();
        return words[(int)(share * share * words.Length)];
    }

    private static string An(string words) => (words[0] is 'a' or 'e' or 'i' or 'o' or 'u' ? "an " : "a ") + words;

    private static (string First, string Second) TwoOf(SplitMix64 chance, string[] items)
    {
        var first = chance.Below(items.Length);
        return (items[first], items[(first + 1 + chance.Below(items.Length - 1)) % items.Length]);
    }
}
