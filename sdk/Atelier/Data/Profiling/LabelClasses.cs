namespace Atelier.Data;

/// <summary>The label of each row as a class, and how well one column alone tells it.</summary>
internal sealed class LabelClasses
{
    // Rows on each side that are looked at among the sorted numbers.
    private const int Neighbours = 5;

    private readonly int[] _labels;
    private readonly int[] _priority;
    private readonly int _mostFrequent;
    private readonly int _secondFrequent;

    public LabelClasses(Categories categories)
    {
        _labels = categories.Codes;
        Counts = categories.Counts;
        var ranked = Enumerable.Range(0, Counts.Length).OrderByDescending(c => Counts[c]).ThenBy(c => c).ToArray();
        _priority = new int[Counts.Length];
        for (var rank = 0; rank < ranked.Length; rank++)
        {
            _priority[ranked[rank]] = ranked.Length - rank;
        }

        _mostFrequent = ranked[0];
        _secondFrequent = ranked.Length > 1 ? ranked[1] : -1;
    }

    /// <summary>How many rows each class has.</summary>
    public int[] Counts { get; }

    public int[] Codes => _labels;

    /// <summary>
    /// The share of errors that is removed by saying the most frequent class among the other rows of the same value, instead of the most
    /// frequent class of all; below 0 where it adds errors. A missing value is a value, too.
    /// </summary>
    public double GainByValue(Categories values)
    {
        // Rows by value: counted, then laid out.
        var starts = new int[values.Counts.Length + 2];
        foreach (var code in values.Codes)
        {
            starts[code + 2]++;
        }

        for (var i = 1; i < starts.Length; i++)
        {
            starts[i] += starts[i - 1];
        }

        var ends = starts[..^1];
        var rows = new int[_labels.Length];
        for (var row = 0; row < rows.Length; row++)
        {
            rows[ends[values.Codes[row] + 1]++] = row;
        }

        var counts = new int[Counts.Length];
        var (right, all) = (0L, 0L);
        for (var value = 0; value < ends.Length; value++)
        {
            var group = rows.AsSpan(starts[value], ends[value] - starts[value]);
            right += RightIn(group, counts);
            foreach (var row in group)
            {
                all += _labels[row] >= 0 ? 1 : 0;
            }
        }

        return Gain(right, all, Counts[_mostFrequent]);
    }

    /// <summary>The same by the classes of the ten rows that are nearest in the order of the numbers.</summary>
    public double GainByOrder(ReadOnlySpan<int> order)
    {
        var rows = new List<int>(order.Length);
        foreach (var row in order)
        {
            if (_labels[row] >= 0)
            {
                rows.Add(row);
            }
        }

        var seen = new int[Counts.Length];
        var total = new int[Counts.Length];
        var right = 0L;
        for (var i = 0; i < Math.Min(Neighbours, rows.Count); i++)
        {
            seen[_labels[rows[i]]]++;
        }

        for (var i = 0; i < rows.Count; i++)
        {
            Move(seen, rows, i + Neighbours, 1);
            Move(seen, rows, i - Neighbours - 1, -1);
            var own = _labels[rows[i]];
            total[own]++;
            seen[own]--;
            var best = own;
            for (var at = Math.Max(0, i - Neighbours); at <= Math.Min(rows.Count - 1, i + Neighbours); at++)
            {
                var other = _labels[rows[at]];
                best = IsBefore(seen, other, best) ? other : best;
            }

            right += best == own && seen[own] > 0 ? 1 : 0;
            seen[own]++;
        }

        return Gain(right, rows.Count, total.Max());
    }

    private static double Gain(long right, long all, long rightByGuess) =>
        all == rightByGuess ? 0 : (right - rightByGuess) / (double)(all - rightByGuess);

    private void Move(int[] seen, List<int> rows, int at, int change)
    {
        if (at >= 0 && at < rows.Count)
        {
            seen[_labels[rows[at]]] += change;
        }
    }

    /// <summary>How many rows of a group have the class that is most frequent among the group's other rows.</summary>
    private long RightIn(ReadOnlySpan<int> group, int[] counts)
    {
        var (best, second) = (-1, -1);
        foreach (var row in group)
        {
            if (_labels[row] >= 0)
            {
                counts[_labels[row]]++;
            }
        }

        foreach (var row in group)
        {
            var label = _labels[row];
            if (label < 0 || label == best || label == second)
            {
                continue;
            }

            if (best < 0 || IsBefore(counts, label, best))
            {
                (best, second) = (label, best);
            }
            else if (second < 0 || IsBefore(counts, label, second))
            {
                second = label;
            }
        }

        var right = 0L;
        foreach (var row in group)
        {
            var label = _labels[row];
            if (label < 0)
            {
                continue;
            }

            var rival = label == best ? second : best;
            rival = rival >= 0 ? rival : label == _mostFrequent ? _secondFrequent : _mostFrequent;
            counts[label]--;
            right += rival < 0 || IsBefore(counts, label, rival) ? 1 : 0;
            counts[label]++;
        }

        foreach (var row in group)
        {
            if (_labels[row] >= 0)
            {
                counts[_labels[row]] = 0;
            }
        }

        return right;
    }

    /// <summary>Whether a class is the better guess: more rows here, or as many here and more in all.</summary>
    private bool IsBefore(int[] counts, int label, int other) =>
        counts[label] != counts[other] ? counts[label] > counts[other] : _priority[label] > _priority[other];
}
