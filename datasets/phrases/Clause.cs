using Atelier.Data;

namespace Atelier.Generators;

/// <summary>Somebody does something to something somewhere at some time; said in both languages, in every order of words.</summary>
internal sealed class Clause
{
    private readonly NounPhrase _subject;
    private readonly Verb _verb;
    private readonly Modal? _modal;
    private readonly NounPhrase? _object;
    private readonly NounPhrase? _receiver;
    private readonly (string English, string German) _place;
    private readonly (string English, string German) _time;
    private readonly bool _past;
    private readonly bool _denied;

    public Clause(SplitMix64 chance, bool mayBeDenied, bool mayBePast)
    {
        _verb = chance.Pick(Words.Verbs);
        _subject = chance.Happens(0.3)
            ? NounPhrase.OfPronoun(chance.Pick(Words.Pronouns))
            : NounPhrase.OfNoun(chance, _verb.ByAnimals ? Sort.Being : Sort.Person);
        _past = mayBePast && chance.Happens(0.4);
        _modal = !_past && _verb.Base != "need" && chance.Happens(0.25) ? chance.Pick(Words.Modals) : null;
        _denied = mayBeDenied && _modal is null && !_verb.HasReceiver && chance.Happens(0.25);
        _time = chance.Happens(0.5) ? Time(chance) : default;
        _object = _verb.Object == 0 ? null : Other(chance, _verb.Object, _verb.HasReceiver ? 0 : 0.15);
        _receiver = _verb.HasReceiver ? Other(chance, Sort.Person, 0.3) : null;
        _place = _verb.IsMotion ? chance.Pick(Words.Destinations)
            : _verb.Object == 0 || (!_denied && !_verb.HasReceiver && chance.Happens(0.3)) ? chance.Pick(Words.Places)
            : default;
    }

    public bool HasTime => _time.English is not null;

    private bool IsThird => !_subject.IsPlural && !_subject.IsFirst;

    /// <summary>"the boy does not read the book today".</summary>
    public string EnglishMain(bool timeFirst = false)
    {
        var verb = _modal is not null ? $"{(IsThird ? _modal.Third : _modal.English)} {_verb.Base}"
            : _denied ? $"{Do} not {_verb.Base}"
            : _past ? _verb.Past : IsThird ? _verb.Third : _verb.Base;
        return Join(timeFirst ? _time.English : null, _subject.English(asObject: false), verb, EnglishRest(withTime: !timeFirst));
    }

    /// <summary>"does the boy read the book today"; for clauses that are not denied.</summary>
    public string EnglishQuestion() => _modal is { English: not "want to" }
        ? Join(_modal.English, _subject.English(asObject: false), _verb.Base, EnglishRest(withTime: true))
        : Join(Do, _subject.English(asObject: false), (_modal is null ? "" : _modal.English + " ") + _verb.Base, EnglishRest(withTime: true));

    /// <summary>The finite verb comes second, after the subject or after the time.</summary>
    public string GermanMain(bool timeFirst = false) => timeFirst
        ? Join(_time.German, Finite, _subject.German(Case.Nominative), Middle(withTime: false), Closing)
        : Join(_subject.German(Case.Nominative), Finite, Middle(withTime: true), Closing);

    /// <summary>The finite verb comes first, as in a question or after a subordinate clause.</summary>
    public string GermanVerbFirst() => Join(Finite, _subject.German(Case.Nominative), Middle(withTime: true), Closing);

    /// <summary>The finite verb comes last.</summary>
    public string GermanSubordinate()
    {
        var end = _modal is null && !_past ? _verb.Prefix + Finite : Join(Closing, Finite);
        return Join(_subject.German(Case.Nominative), Middle(withTime: true), end);
    }

    private string Do => _past ? "did" : IsThird ? "does" : "do";

    private string Finite => _modal is not null ? (_subject.IsPlural ? _modal.Wir : _modal.Er)
        : _past ? (_verb.WithSein, _subject.IsPlural, _subject.IsFirst) switch
        {
            (true, true, _) => "sind",
            (true, _, true) => "bin",
            (true, _, _) => "ist",
            (_, true, _) => "haben",
            (_, _, true) => "habe",
            _ => "hat",
        }
        : _subject.IsPlural ? _verb.Wir : _subject.IsFirst ? _verb.Ich : _verb.Er;

    /// <summary>What closes a main clause: participle, infinitive or the prefix that has parted.</summary>
    private string Closing => _past ? _verb.Participle : _modal is not null ? _verb.Prefix + _verb.Wir : _verb.Prefix;

    private string EnglishRest(bool withTime) =>
        Join(_receiver?.English(asObject: true), _object?.English(asObject: true), _place.English, withTime ? _time.English : null);

    /// <summary>
    /// The words between the finite verb and what closes the clause: pronouns first, then the time, then nouns; "nicht" before a place and
    /// otherwise last, with the nouns before the time; "kein" where the object is indefinite.
    /// </summary>
    private string Middle(bool withTime)
    {
        var withKein = _denied && _object is { IsIndefinite: true };
        var receiver = _receiver?.German(Case.Dative);
        var thing = _object?.German(_verb.ObjectCase, withKein);
        var time = withTime ? _time.German : null;
        var not = _denied && !withKein ? "nicht" : null;
        return _receiver is { IsPronoun: true } ? Join(receiver, time, thing, not, _place.German)
            : _object is { IsPronoun: true } || not is not null ? Join(receiver, thing, time, not, _place.German)
            : Join(time, receiver, thing, _place.German);
    }

    /// <summary>"Not every day" is not said by "nicht" alone, so a denied clause has no such time.</summary>
    private (string English, string German) Time(SplitMix64 chance) =>
        chance.Pick([.. (_past ? Words.PastTimes : Words.PresentTimes).Where(time => !_denied || !time.English.StartsWith("every", StringComparison.Ordinal))]);

    /// <summary>Somebody or something else than the subject.</summary>
    private NounPhrase Other(SplitMix64 chance, Sort sort, double pronouns)
    {
        while (true)
        {
            var phrase = (sort & Sort.Person) != 0 && chance.Happens(pronouns)
                ? NounPhrase.OfPronoun(chance.Pick(Words.Pronouns))
                : NounPhrase.OfNoun(chance, sort);
            if (!phrase.IsSameAs(_subject) && !(phrase.IsPronoun && _subject.IsPronoun))
            {
                return phrase;
            }
        }
    }

    private static string Join(params ReadOnlySpan<string?> words)
    {
        var text = "";
        foreach (var word in words)
        {
            text += string.IsNullOrEmpty(word) ? "" : text.Length == 0 ? word : " " + word;
        }

        return text;
    }
}
