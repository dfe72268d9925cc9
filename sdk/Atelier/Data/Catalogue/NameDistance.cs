namespace Atelier.Data;

/// <summary>Finds the name that was probably meant.</summary>
internal static class NameDistance
{
    /// <summary>The most similar name, by at most two letters or a third of them different, or as the longer form of the wanted; null for none.</summary>
    public static string? Nearest(string wanted, IEnumerable<string> names)
    {
        var key = Letters(wanted);
        return names
            .Select(name => (Name: name, Distance: Between(key, Letters(name)), Longer: key.Length >= 3 && Letters(name).Contains(key, StringComparison.Ordinal)))
            .Where(name => name.Longer || name.Distance <= Math.Max(2, Letters(name.Name).Length / 3))
            .OrderBy(name => name.Distance)
            .Select(name => name.Name)
            .FirstOrDefault();
    }

    /// <summary>The least number of letters to insert, delete or replace (Levenshtein 1966).</summary>
    private static int Between(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var (diagonal, left) = (row[0], i);
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                left = Math.Min(replaced, Math.Min(left, row[j]) + 1);
                row[j] = left;
            }
        }

        return row[b.Length];
    }

    private static string Letters(string name) => string.Concat(name.ToLowerInvariant().Where(char.IsLetterOrDigit));
}
