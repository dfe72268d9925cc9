using System.Runtime.CompilerServices;
using System.Text;

namespace Atelier.Sql;

/// <summary>Some whole lines of a file and where their values lie.</summary>
internal sealed class CsvBlock
{
    private const int MostText = 1000;

    // A start is followed by an end; a value with doubled quotes in it has its end as a complement.
    private int[] _fields = new int[1 << 14];
    private int _used;

    public byte[] Buffer { get; set; } = [];

    /// <summary>The number of values in each row.</summary>
    public int Width { get; private set; }

    public List<(int Start, int End, long Line)> Rows { get; } = [];

    /// <summary>What was wrong with lines left out.</summary>
    public List<CsvReject> Rejects { get; } = [];

    public byte Quote { get; private set; }

    public void Clear(int width, byte quote)
    {
        (Width, Quote, _used) = (width, quote, 0);
        Rows.Clear();
        Rejects.Clear();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddField(int start, int end, bool doubled)
    {
        if (_used + 2 > _fields.Length)
        {
            Array.Resize(ref _fields, _fields.Length * 2);
        }

        _fields[_used++] = start;
        _fields[_used++] = doubled ? ~end : end;
    }

    /// <summary>The number of values since the last whole row.</summary>
    public int Pending(int width) => (_used / 2) - (Rows.Count * width);

    /// <summary>Takes the values since the last whole row back.</summary>
    public void DropPending() => _used = Rows.Count * Width * 2;

    /// <summary>The first row's length becomes the width of all.</summary>
    public void SetWidth(int width) => Width = width;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Field(int row, int column)
    {
        var at = ((row * Width) + column) * 2;
        var (start, end) = (_fields[at], _fields[at + 1]);
        return end >= 0 ? Buffer.AsSpan(start, end - start) : Undouble(Buffer.AsSpan(start, ~end - start));
    }

    public int FieldStart(int row, int column) => _fields[((row * Width) + column) * 2];

    /// <summary>Leaves rows out.</summary>
    public void Remove(bool[] rows)
    {
        var kept = 0;
        for (var row = 0; row < Rows.Count; row++)
        {
            if (!rows[row])
            {
                Array.Copy(_fields, row * Width * 2, _fields, kept * Width * 2, Width * 2);
                Rows[kept++] = Rows[row];
            }
        }

        Rows.RemoveRange(kept, Rows.Count - kept);
        DropPending();
    }

    public string RowText(int row) => Text(Rows[row].Start, Rows[row].End);

    public string Text(int start, int end) =>
        Encoding.UTF8.GetString(Buffer, start, Math.Min(end - start, MostText)).TrimEnd('\r', '\n') + (end - start > MostText ? "..." : "");

    private byte[] Undouble(ReadOnlySpan<byte> field)
    {
        var result = new byte[field.Length];
        var length = 0;
        for (var i = 0; i < field.Length; i++)
        {
            result[length++] = field[i];
            i += field[i] == Quote ? 1 : 0;
        }

        return result[..length];
    }
}
