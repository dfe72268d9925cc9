using DuckDB.NET.Native;
using Microsoft.Data.Analysis;

namespace Atelier.Sql;

/// <summary>Points in time, to the microsecond: with a time zone where every value of the column is of kind Utc.</summary>
internal sealed class TimestampSource(PrimitiveDataFrameColumn<DateTime> column) : FixedSource<DateTime, long>(column, TypeOf(column))
{
    private static readonly long Epoch = DateTime.UnixEpoch.Ticks;

    protected override void Convert(ReadOnlySpan<DateTime> source, Span<long> target)
    {
        for (var i = 0; i < source.Length; i++)
        {
            // To the microsecond before, also for times before 1970.
            target[i] = (source[i].Ticks / TimeSpan.TicksPerMicrosecond) - (Epoch / TimeSpan.TicksPerMicrosecond);
        }
    }

    private static DuckDBType TypeOf(PrimitiveDataFrameColumn<DateTime> column)
    {
        if (column.NullCount == column.Length)
        {
            return DuckDBType.Timestamp;
        }

        if (column.NullCount > 0)
        {
            return column.All(value => value is not { } time || time.Kind == DateTimeKind.Utc) ? DuckDBType.TimestampTz : DuckDBType.Timestamp;
        }

        foreach (var block in column.GetReadOnlyDataBuffers())
        {
            foreach (var value in block.Span)
            {
                if (value.Kind != DateTimeKind.Utc)
                {
                    return DuckDBType.Timestamp;
                }
            }
        }

        return DuckDBType.TimestampTz;
    }
}
