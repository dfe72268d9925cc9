namespace Atelier.Kernel;

/// <summary>Says how well a completion fits what has been typed.</summary>
internal static class CompletionRank
{
    /// <summary>Ranks a candidate: 0 begins as typed, 1 begins so in other case, 2 has the typed letters at its humps; null fits not at all.</summary>
    public static int? Of(string candidate, string typed) =>
        candidate.StartsWith(typed, StringComparison.Ordinal) ? 0
        : candidate.StartsWith(typed, StringComparison.OrdinalIgnoreCase) ? 1
        : typed.Length > 0 && MatchesHumps(candidate, typed) ? 2
        : null;

    /// <summary>
    /// Whether the typed text is made of beginnings of the candidate's words, the first among them and in order:
    /// <c>WrLi</c> and <c>wl</c> fit <c>WriteLine</c>.
    /// </summary>
    private static bool MatchesHumps(string candidate, string typed)
    {
        // Which beginnings of the typed text can be read up to the word that is looked at.
        var reached = new bool[typed.Length + 1];
        reached[0] = true;
        for (var word = 0; word < candidate.Length; word++)
        {
            if (!BeginsWord(candidate, word))
                continue;
            for (var at = word == 0 ? 0 : typed.Length - 1; at >= (word == 0 ? 0 : 1); at--)
                for (var length = 0; reached[at] && at + length < typed.Length && word + length < candidate.Length
                    && char.ToUpperInvariant(candidate[word + length]) == char.ToUpperInvariant(typed[at + length]); length++)
                    reached[at + length + 1] = true;
        }
        return reached[^1];
    }

    private static bool BeginsWord(string text, int at) =>
        char.IsLetterOrDigit(text[at])
        && (at == 0 || !char.IsLetterOrDigit(text[at - 1]) || char.IsUpper(text[at]) || char.IsDigit(text[at]) != char.IsDigit(text[at - 1]));
}
