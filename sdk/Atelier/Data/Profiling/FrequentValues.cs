namespace Atelier.Data;

/// <summary>Keeps the values that occur most often, the first of equal ones.</summary>
internal sealed class FrequentValues<T>(int most, IComparer<T> order)
{
    private readonly List<(T Value, long Count)> _kept = [];

    /// <summary>How many values were offered.</summary>
    public long Distinct { get; private set; }

    /// <summary>Offers a value; each value once.</summary>
    public void Offer(T value, long count)
    {
        Distinct++;
        if (_kept.Count == most && (most == 0 || Compare(_kept[^1], (value, count)) <= 0))
        {
            return;
        }

        var at = _kept.BinarySearch((value, count), Comparer<(T, long)>.Create(Compare));
        _kept.Insert(at < 0 ? ~at : at, (value, count));
        if (_kept.Count > most)
        {
            _kept.RemoveAt(most);
        }
    }

    /// <summary>The values kept, most frequent first; without those that occur once where there are more than were kept.</summary>
    public IReadOnlyList<ValueCount> ToList(Func<T, string> write) =>
        [.. _kept.Where(pair => pair.Count > 1 || Distinct <= most).Select(pair => new ValueCount(write(pair.Value), pair.Count))];

    private int Compare((T Value, long Count) left, (T Value, long Count) right) =>
        left.Count != right.Count ? right.Count.CompareTo(left.Count) : order.Compare(left.Value, right.Value);
}
