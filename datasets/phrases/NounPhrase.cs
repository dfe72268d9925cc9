using Atelier.Data;

namespace Atelier.Generators;

/// <summary>A noun with its words before it, or a pronoun, in both languages.</summary>
internal sealed class NounPhrase
{
    private static readonly (string One, string Many, string Stem)[] Determiners =
        [("the", "the", ""), ("a", "", "ein"), ("my", "my", "mein"), ("his", "his", "sein"), ("our", "our", "unser")];

    // Rows: nominative, accusative, dative; columns: masculine, feminine, neuter, plural.
    private static readonly string[,] Articles = { { "der", "die", "das", "die" }, { "den", "die", "das", "die" }, { "dem", "der", "dem", "den" } };
    private static readonly string[,] EinEndings = { { "", "e", "", "e" }, { "en", "e", "", "e" }, { "em", "er", "em", "en" } };
    private static readonly string[,] AfterArticle = { { "e", "e", "e", "en" }, { "en", "e", "e", "en" }, { "en", "en", "en", "en" } };
    private static readonly string[,] AfterEin = { { "er", "e", "es", "en" }, { "en", "e", "es", "en" }, { "en", "en", "en", "en" } };
    private static readonly string[] AloneInPlural = ["e", "e", "en"];

    private readonly Noun? _noun;
    private readonly Pronoun? _pronoun;
    private readonly Adjective? _adjective;
    private readonly int _determiner;

    private NounPhrase(Noun? noun, Pronoun? pronoun, Adjective? adjective, int determiner, bool plural) =>
        (_noun, _pronoun, _adjective, _determiner, IsPlural) = (noun, pronoun, adjective, determiner, plural);

    public bool IsPlural { get; }

    public bool IsPronoun => _pronoun is not null;

    public bool IsFirst => _pronoun is { IsFirst: true };

    /// <summary>"A dog" or "dogs", which German negates with "kein".</summary>
    public bool IsIndefinite => _pronoun is null && _determiner == 1;

    public static NounPhrase OfPronoun(Pronoun pronoun) => new(null, pronoun, null, 0, pronoun.IsPlural);

    public static NounPhrase OfNoun(SplitMix64 chance, Sort sort)
    {
        var noun = chance.Pick([.. Words.Nouns.Where(noun => (noun.Sort & sort) != 0)]);
        var adjective = chance.Happens(0.4)
            ? chance.Pick([.. Words.Adjectives.Where(adjective => (adjective.Sort & noun.Sort & Sort.Anything) != 0)])
            : null;
        return new NounPhrase(noun, null, adjective, chance.Weighted(45, 28, 12, 8, 7), chance.Happens(0.25));
    }

    public bool IsSameAs(NounPhrase other) => _noun is not null ? _noun == other._noun : _pronoun == other._pronoun;

    public string English(bool asObject)
    {
        if (_pronoun is not null)
        {
            return asObject ? _pronoun.Object : _pronoun.Subject;
        }

        var words = (_adjective is null ? "" : _adjective.English + " ") + (IsPlural ? _noun!.Many : _noun!.One);
        var (one, many, _) = Determiners[_determiner];
        var determiner = IsPlural ? many : one == "a" && words[0] is ('a' or 'e' or 'i' or 'o') ? "an" : one;
        return (determiner.Length == 0 ? "" : determiner + " ") + words;
    }

    /// <summary>The phrase in a case; <paramref name="denied"/> puts "kein" before an indefinite noun.</summary>
    public string German(Case wanted, bool denied = false)
    {
        if (_pronoun is not null)
        {
            return wanted switch { Case.Nominative => _pronoun.Nominative, Case.Accusative => _pronoun.Accusative, _ => _pronoun.Dative };
        }

        var (row, column) = ((int)wanted, IsPlural ? 3 : (int)_noun!.Gender);
        var stem = denied ? "kein" : Determiners[_determiner].Stem;
        var alone = IsPlural && stem == "ein";
        var determiner = stem.Length == 0 ? Articles[row, column] : alone ? "" : stem + EinEndings[row, column];
        var ending = stem.Length == 0 ? AfterArticle[row, column] : alone ? AloneInPlural[row] : AfterEin[row, column];
        var adjective = _adjective is null ? "" : _adjective.Stem + ending + " ";
        return (determiner.Length == 0 ? "" : determiner + " ") + adjective + _noun!.German(wanted, IsPlural);
    }
}
