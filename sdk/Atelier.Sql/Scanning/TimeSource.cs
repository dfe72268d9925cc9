using DuckDB.NET.Native;
using Microsoft.Data.Analysis;

namespace Atelier.Sql;

/// <summary>Times of day, to the microsecond.</summary>
internal sealed class TimeSource(PrimitiveDataFrameColumn<TimeOnly> column) : FixedSource<TimeOnly, long>(column, DuckDBType.Time)
{
    protected override void Convert(ReadOnlySpan<TimeOnly> source, Span<long> target)
    {
        for (var i = 0; i < source.Length; i++)
        {
            target[i] = source[i].Ticks / TimeSpan.TicksPerMicrosecond;
        }
    }
}
