using DuckDB.NET.Native;

namespace Atelier.Sql;

/// <summary>The number of each row of a frame, from 0.</summary>
internal sealed class RowNumberSource(string name) : ColumnSource(name, DuckDBType.Integer)
{
    public override void Fill(nint vector, long start, int count)
    {
        var target = ValuesOf<int>(vector, count);
        for (var i = 0; i < count; i++)
        {
            target[i] = (int)(start + i);
        }
    }
}
