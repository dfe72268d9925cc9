using DuckDB.NET.Native;
using Microsoft.Data.Analysis;

namespace Atelier.Sql;

/// <summary>Days.</summary>
internal sealed class DateSource(PrimitiveDataFrameColumn<DateOnly> column) : FixedSource<DateOnly, int>(column, DuckDBType.Date)
{
    private static readonly int Epoch = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    protected override void Convert(ReadOnlySpan<DateOnly> source, Span<int> target)
    {
        for (var i = 0; i < source.Length; i++)
        {
            target[i] = source[i].DayNumber - Epoch;
        }
    }
}
