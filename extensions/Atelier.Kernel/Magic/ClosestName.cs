namespace Atelier.Kernel;

/// <summary>Guesses which name somebody meant who wrote another.</summary>
internal static class ClosestName
{
    /// <summary>What to add to "there is no such name": an end of the sentence, with a question where a name is near.</summary>
    public static string Suggest(string name, IEnumerable<string> known) => Find(name, known) is { } near ? $"; did you mean {near}?" : ".";

    /// <summary>The nearest name; null when none is near.</summary>
    public static string? Find(string name, IEnumerable<string> known) => known
        .Select(candidate => (candidate, distance: Distance(name.ToUpperInvariant(), candidate.ToUpperInvariant())))
        .Where(found => found.distance <= (found.candidate.Length > 6 ? 2 : 1))
        .OrderBy(found => found.distance)
        .Select(found => found.candidate)
        .FirstOrDefault();

    /// <summary>How many letters have to be added, removed, changed or swapped with their neighbours.</summary>
    private static int Distance(string a, string b)
    {
        // Names are short; one that is not can be near none of them.
        if (Math.Abs(a.Length - b.Length) > 2)
            return int.MaxValue;
        var steps = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    steps[i, j] = i + j;
                    continue;
                }
                var changed = steps[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                steps[i, j] = Math.Min(changed, 1 + Math.Min(steps[i - 1, j], steps[i, j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    steps[i, j] = Math.Min(steps[i, j], steps[i - 2, j - 2] + 1);
            }
        }
        return steps[a.Length, b.Length];
    }
}
