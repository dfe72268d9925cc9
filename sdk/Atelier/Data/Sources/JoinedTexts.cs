using System.Collections;

namespace Atelier.Data;

/// <summary>Several lists of texts, one after the other.</summary>
internal sealed class JoinedTexts : IReadOnlyList<string?>
{
    private readonly IReadOnlyList<string?>[] _lists;
    private readonly int[] _starts;

    public JoinedTexts(IReadOnlyList<string?>[] lists)
    {
        _lists = lists;
        _starts = new int[lists.Length];
        for (var at = 0; at < lists.Length; at++)
        {
            _starts[at] = Count;
            Count = checked(Count + lists[at].Count);
        }
    }

    public int Count { get; }

    public string? this[int index]
    {
        get
        {
            var at = Array.BinarySearch(_starts, index);
            at = at >= 0 ? at : ~at - 1;
            return _lists[at][index - _starts[at]];
        }
    }

    public IEnumerator<string?> GetEnumerator() => _lists.SelectMany(list => list).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
