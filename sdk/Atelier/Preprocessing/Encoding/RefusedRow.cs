namespace Atelier.Preprocessing;

/// <summary>The first of the rows that several threads refuse.</summary>
internal sealed class RefusedRow
{
    private int _first = int.MaxValue;

    /// <summary>The first row; null where none was refused.</summary>
    public int? First => _first == int.MaxValue ? null : _first;

    public void Add(int row)
    {
        for (var seen = Volatile.Read(ref _first); row < seen; seen = Volatile.Read(ref _first))
        {
            Interlocked.CompareExchange(ref _first, row, seen);
        }
    }
}
