using System.Runtime.CompilerServices;
using Microsoft.Data.Analysis;

namespace Atelier.Sql;

/// <summary>Values of text.</summary>
internal sealed class TextValues : ColumnValues
{
    private readonly StringDataFrameColumn _column = new("", 0);
    private readonly TextCache _cache = new();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override int Append(CsvBlock block, int column, int from, CsvFormat format, ulong[] bits)
    {
        for (var row = from; row < block.Rows.Count; row++)
        {
            var field = block.Field(row, column);
            _column.Append(format.IsMissing(field) ? null : _cache.Get(field));
        }

        return block.Rows.Count;
    }

    public void AppendMissing(long count)
    {
        for (; count > 0; count--)
        {
            _column.Append(null);
        }
    }

    public override void FindMisfits(CsvBlock block, int column, CsvFormat format, Action<int> found)
    {
    }

    public override DataFrameColumn Build(string name, Validity validity)
    {
        _column.SetName(name);
        return _column;
    }

    public override void Dispose()
    {
    }
}
