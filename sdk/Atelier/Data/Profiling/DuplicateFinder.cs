namespace Atelier.Data;

/// <summary>Finds rows and columns that are equal. Hashes find the candidates, comparisons decide.</summary>
internal static class DuplicateFinder
{
    private const ulong Spread = 0x9E3779B97F4A7C15;

    /// <summary>How many rows equal an earlier one in every column.</summary>
    public static long Rows(ProfiledColumn[] columns, int rows)
    {
        if (columns.Length == 0)
        {
            return 0;
        }

        var hashes = new ulong[rows];
        foreach (var column in columns)
        {
            for (var row = 0; row < rows; row++)
            {
                hashes[row] = Mix(hashes[row], column.KeyOf(row));
            }
        }

        var order = Enumerable.Range(0, rows).ToArray();
        Array.Sort(hashes, order);
        var duplicates = 0L;
        var different = new List<int>();
        for (var i = 0; i < rows; i++)
        {
            if (i == 0 || hashes[i] != hashes[i - 1])
            {
                different.Clear();
            }

            if (different.Exists(row => AreEqual(columns, row, order[i])))
            {
                duplicates++;
            }
            else
            {
                different.Add(order[i]);
            }
        }

        return duplicates;
    }

    /// <summary>
    /// For each column that equals an earlier one, that earlier one's position; -1 for the others. Categories in other words are equal, too, when
    /// there is one word for each, and not another one in every row.
    /// </summary>
    public static (int First, bool IsReworded)[] Columns(ProfiledColumn[] columns, IReadOnlyList<ColumnProfile> profiles)
    {
        var first = new (int, bool)[columns.Length];
        var seen = new Dictionary<ulong, List<int>>();
        for (var at = 0; at < columns.Length; at++)
        {
            var alike = seen.TryGetValue(HashOf(columns[at]), out var known) ? known : seen[HashOf(columns[at])] = [];
            var found = alike.FindIndex(other => AreEqual(columns[other], columns[at]));
            var isSought = found < 0 && profiles[at].Distinct < profiles[at].Present;
            var reworded = isSought ? alike.FindIndex(other => AreReworded(columns[other], columns[at])) : -1;
            first[at] = found >= 0 ? (alike[found], false) : reworded >= 0 ? (alike[reworded], true) : (-1, false);
            if (found < 0)
            {
                alike.Add(at);
            }
        }

        return first;
    }

    private static bool AreEqual(ProfiledColumn[] columns, int left, int right) =>
        Array.TrueForAll(columns, column => column.KeyOf(left) == column.KeyOf(right));

    /// <summary>Texts are numbered by first appearance, so that equal columns have equal numbers; then the texts decide.</summary>
    private static bool AreEqual(ProfiledColumn left, ProfiledColumn right)
    {
        var areOfOneKind = left.Type == ColumnType.Date == (right.Type == ColumnType.Date);
        if (IsText(left) != IsText(right) || !areOfOneKind || left.IsKeyedByText != right.IsKeyedByText)
        {
            return false;
        }

        return HaveEqualKeys(left, right) && (!left.IsKeyedByText || left.Categories.Texts.AsSpan().SequenceEqual(right.Categories.Texts));
    }

    private static bool AreReworded(ProfiledColumn left, ProfiledColumn right) => IsText(left) && IsText(right) && HaveEqualKeys(left, right);

    private static bool HaveEqualKeys(ProfiledColumn left, ProfiledColumn right)
    {
        for (var row = 0; row < left.Count; row++)
        {
            if (left.KeyOf(row) != right.KeyOf(row))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsText(ProfiledColumn column) => column.Type == ColumnType.Text;

    private static ulong HashOf(ProfiledColumn column)
    {
        var hash = 0UL;
        for (var row = 0; row < column.Count; row++)
        {
            hash = Mix(hash, column.KeyOf(row));
        }

        return hash;
    }

    private static ulong Mix(ulong hash, long key)
    {
        hash = (hash ^ (ulong)key) * Spread;
        return hash ^ (hash >> 32);
    }
}
