namespace Atelier.Data;

/// <summary>A column of numbers with the order of its rows, so that ranks over any part of the rows need no further sorting.</summary>
internal sealed class RankedColumn
{
    private readonly double[] _values;
    private readonly int[] _order;

    public RankedColumn(ProfiledColumn column)
    {
        Name = column.Name;
        _values = column.Numbers;
        var rows = new List<int>(_values.Length);
        for (var row = 0; row < _values.Length; row++)
        {
            if (double.IsFinite(_values[row]))
            {
                rows.Add(row);
            }
        }

        _order = [.. rows];
        var keys = Array.ConvertAll(_order, row => _values[row]);
        Array.Sort(keys, _order);
        SortEqual(keys);
    }

    public string Name { get; }

    /// <summary>The values; NaN and infinite ones take part in nothing.</summary>
    public double[] Values => _values;

    /// <summary>The rows with finite values, by value and then by row.</summary>
    public ReadOnlySpan<int> Order => _order;

    public bool Has(int row) => double.IsFinite(_values[row]);

    /// <summary>Writes the ranks, from 1, of the rows in which the other column has a value, too; equal values share their mean rank.</summary>
    public void Rank(RankedColumn other, double[] ranks)
    {
        var isComplete = other._order.Length == other._values.Length;
        var start = 0;
        var rank = 0;
        while (start < _order.Length)
        {
            var value = _values[_order[start]];
            var end = start;
            var count = 0;
            for (; end < _order.Length && _values[_order[end]] == value; end++)
            {
                count += isComplete || other.Has(_order[end]) ? 1 : 0;
            }

            var mean = rank + ((count + 1) / 2.0);
            for (var i = start; i < end; i++)
            {
                ranks[_order[i]] = mean;
            }

            rank += count;
            start = end;
        }
    }

    /// <summary>Sorting leaves the order of equal values open.</summary>
    private void SortEqual(double[] keys)
    {
        for (var start = 0; start < keys.Length;)
        {
            var end = start + 1;
            while (end < keys.Length && keys[end] == keys[start])
            {
                end++;
            }

            Array.Sort(_order, start, end - start);
            start = end;
        }
    }
}
