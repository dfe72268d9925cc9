namespace Atelier.Data;

/// <summary>Divides rows by time: every row of a part is earlier than every row of the next; rows of one time stay together.</summary>
internal sealed class TimeSplit
{
    private readonly FeatureColumn _times;
    private readonly int[] _order;
    private readonly int[] _starts;

    private TimeSplit(FeatureColumn times, int[] order, int[] starts)
    {
        _times = times;
        _order = order;
        _starts = starts;
    }

    /// <summary>Brings the rows in order of time.</summary>
    public static TimeSplit Of(Dataset data, FeatureColumn times)
    {
        Check.SameLength(times.Count, data.Count, times.Name, $"one time for each row of `{data.Name}`");
        if (times.Kind == FeatureKind.Text)
        {
            throw new ArgumentException(
                $"`{times.Name}` holds text; expected dates, or numbers that grow with time. Read the column as dates first.", nameof(times));
        }

        for (var row = 0; row < times.Count; row++)
        {
            if (times.IsMissing(row))
            {
                throw new ArgumentException(
                    $"`{times.Name}` is missing at row {row}; expected a time in every row. Fill or drop such rows first.", nameof(times));
            }
        }

        return times.Kind == FeatureKind.Date
            ? Sorted(times, [.. times.Dates.ToArray().Select(date => date!.Value.Ticks)])
            : Sorted(times, times.Numbers.ToArray());
    }

    /// <summary>The row numbers of each part, in ascending order; cuts lie between two times, as near the shares as such places are.</summary>
    public int[][] Assign(ReadOnlySpan<double> shares)
    {
        SplitShares.Ensure(shares);
        var ends = Cut(SplitShares.Ends(_order.Length, shares), "part");
        return [.. ends.Select((end, part) => Rows(part == 0 ? 0 : ends[part - 1], end))];
    }

    /// <summary>Expanding windows: each trains on all that is earlier than what it validates on, less the gap.</summary>
    /// <param name="count">How many windows.</param>
    /// <param name="gapRows">At least so many rows before the validation part are left out of training.</param>
    /// <param name="gapTicks">Rows less than this before the validation part are left out of training.</param>
    public IEnumerable<(int[] Train, int[] Validation)> Windows(int count, int gapRows, long gapTicks)
    {
        var ends = Cut(SplitShares.Ends(_order.Length, SplitShares.Equal(count + 1)), "window and one more to start from");
        var windows = new (int[], int[])[count];
        for (var window = 0; window < count; window++)
        {
            var (start, end) = (ends[window], ends[window + 1]);
            var until = BeforeGap(start, gapRows, gapTicks);
            if (until == 0)
            {
                throw new ArgumentException(
                    $"The gap leaves no rows to train on before row {start} in order of time, where window {window + 1} of {count} begins. "
                    + "Make the gap smaller or the windows fewer.",
                    gapRows > 0 ? "gapRows" : "gap");
            }

            windows[window] = (Rows(0, until), Rows(start, end));
        }

        return windows;
    }

    private static TimeSplit Sorted<T>(FeatureColumn times, T[] keys)
        where T : IComparable<T>
    {
        var order = Enumerable.Range(0, keys.Length).OrderBy(row => keys[row]).ToArray();
        var starts = Enumerable.Range(0, order.Length).Where(at => at == 0 || keys[order[at]].CompareTo(keys[order[at - 1]]) != 0);
        return new TimeSplit(times, order, [.. starts]);
    }

    /// <summary>Moves wished ends to the nearest places between two times, so that no part is empty.</summary>
    private int[] Cut(int[] wished, string what)
    {
        if (_starts.Length < wished.Length)
        {
            throw new ArgumentException(
                $"`{_times.Name}` holds {_starts.Length} different {(_starts.Length == 1 ? "time" : "times")}; expected at least {wished.Length}, "
                + $"one for each {what}. Rows of one time are never divided: make fewer parts or take a finer column.",
                "times");
        }

        var ends = new int[wished.Length];
        var last = 0;
        for (var part = 0; part < ends.Length - 1; part++)
        {
            // Starts of times, not before the one after the last cut, and as many left as there are parts to come.
            var (least, most) = (last + 1, _starts.Length - (ends.Length - 1 - part));
            var at = Array.BinarySearch(_starts, wished[part]);
            at = at >= 0 ? at : ~at;
            if (at == _starts.Length || (at > 0 && wished[part] - _starts[at - 1] < _starts[at] - wished[part]))
            {
                at--;
            }

            last = Math.Clamp(at, least, most);
            ends[part] = _starts[last];
        }

        ends[^1] = _order.Length;
        return ends;
    }

    /// <summary>Where training ends, in order of time, for a validation part that begins at a place.</summary>
    private int BeforeGap(int start, int gapRows, long gapTicks)
    {
        var until = start - gapRows;
        if (gapTicks > 0)
        {
            var first = _times.Dates.Span[_order[start]]!.Value.Ticks;
            while (until > 0 && first - _times.Dates.Span[_order[until - 1]]!.Value.Ticks < gapTicks)
            {
                until--;
            }
        }

        if (until <= 0)
        {
            return 0;
        }

        // Rows of one time stay together: the cut moves back to the start of a time.
        var at = Array.BinarySearch(_starts, until);
        return until == start || at >= 0 ? until : _starts[~at - 1];
    }

    private int[] Rows(int start, int end) => [.. _order[start..end].Order()];
}
