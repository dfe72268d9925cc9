using System.Text;
using DuckDB.NET.Data;
using DuckDB.NET.Native;
using Microsoft.Data.Analysis;

namespace Atelier.Sql;

/// <summary>Turns the answer to a SQL statement into a data frame, a block of memory at a time.</summary>
/// <remarks>
/// Types: BOOLEAN bool; TINYINT, SMALLINT, INTEGER int; BIGINT long; the unsigned byte, ushort, uint, ulong; HUGEINT and UHUGEINT long where
/// all values fit, else decimal; FLOAT float; DOUBLE double; DECIMAL decimal; DATE DateOnly; the kinds of TIMESTAMP DateTime, with kind Utc
/// for TIMESTAMP WITH TIME ZONE; VARCHAR and ENUM string. LIST, STRUCT and MAP come as JSON text, everything else (UUID, TIME, INTERVAL, BLOB,
/// BIT, UNION and so on) as the text that DuckDB casts it to. A missing value is null in every type.
/// </remarks>
internal static class FrameBuilder
{
    /// <summary>Runs one statement and collects its rows.</summary>
    /// <param name="connection">An open connection; one call at a time.</param>
    /// <param name="sql">One statement that gives rows.</param>
    /// <param name="narrow">Whether BIGINT columns become int where all values fit.</param>
    /// <param name="cancellationToken">Stops the statement.</param>
    /// <exception cref="EngineException">DuckDB failed; its words are in the message.</exception>
    /// <exception cref="InvalidDataException">A value does not fit the frame's type.</exception>
    public static DataFrame Query(DuckDBConnection connection, string sql, bool narrow = false, CancellationToken cancellationToken = default)
    {
        using var first = ResultStream.Start(connection.NativeConnection, sql, cancellationToken);
        var (names, builders) = Prepare(first, narrow);
        if (Array.TrueForAll(builders, builder => builder is not null))
        {
            return Collect(first, builders!);
        }

        // Some types have no place in a frame; DuckDB itself writes them as text best.
        var cast = WithTexts(sql, first, builders);
        Release(builders);
        first.Dispose();
        using var second = ResultStream.Start(connection.NativeConnection, cast, cancellationToken);
        return Collect(second, Prepare(second, narrow, names).Builders!);
    }

    private static (string[] Names, ColumnBuilder?[] Builders) Prepare(ResultStream stream, bool narrow, string[]? given = null)
    {
        var names = given ?? ColumnNames.Distinct([.. Enumerable.Range(0, stream.Columns).Select(stream.ColumnName)]);
        var builders = new ColumnBuilder?[names.Length];
        for (var i = 0; i < builders.Length; i++)
        {
            using var type = stream.ColumnType(i);
            builders[i] = ColumnBuilders.For(names[i], type, narrow);
        }

        return (names, builders);
    }

    private static string WithTexts(string sql, ResultStream stream, ColumnBuilder?[] builders)
    {
        var columns = string.Join(", ", builders.Select((builder, i) => builder is null ? AsText(stream, i) : $"c{i}"));
        var names = string.Join(", ", builders.Select((_, i) => $"c{i}"));
        return new StringBuilder().Append("select ").Append(columns).Append(" from (").Append(sql.TrimEnd().TrimEnd(';'))
            .Append("\n) as t(").Append(names).Append(')').ToString();
    }

    private static string AsText(ResultStream stream, int column)
    {
        using var type = stream.ColumnType(column);
        var isNested = NativeMethods.LogicalType.DuckDBGetTypeId(type) is DuckDBType.List or DuckDBType.Array or DuckDBType.Struct or DuckDBType.Map;
        return isNested ? $"cast(to_json(c{column}) as varchar)" : $"cast(c{column} as varchar)";
    }

    private static DataFrame Collect(ResultStream stream, ColumnBuilder[] builders)
    {
        try
        {
            using (var conversion = new ChunkConversion(builders))
            {
                while (stream.Next() is { } chunk)
                {
                    conversion.Add(chunk);
                }

                conversion.Finish();
            }

            return new DataFrame(Workers.Make(builders.Length, i => builders[i].Build()));
        }
        finally
        {
            Release(builders);
        }
    }

    private static void Release(ColumnBuilder?[] builders)
    {
        foreach (var builder in builders)
        {
            builder?.Dispose();
        }
    }
}
