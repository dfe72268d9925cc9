using DuckDB.NET.Data;
using Microsoft.Data.Analysis;

namespace Atelier.Sql;

/// <summary>
/// Runs a query whose result is whole rows of large frames by their numbers: DuckDB filters, joins and sorts numbers of rows, and the
/// values, texts above all, are taken from the frames at the end. The result is the one that the query itself gives.
/// </summary>
internal static class RowQuery
{
    /// <summary>Below, there is nothing to win.</summary>
    public const int LeastRows = 10_000;

    /// <summary>The result; null if the query is not of that kind.</summary>
    /// <param name="connection">The database, which knows the frames by their names.</param>
    /// <param name="query">One query, known to be right.</param>
    /// <param name="frames">The frames by their names.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    public static DataFrame? TryRun(DuckDBConnection connection, string query, IReadOnlyDictionary<string, DataFrame> frames, CancellationToken cancellationToken)
    {
        if (frames.Values.Max(frame => frame.Rows.Count) < LeastRows || frames.Values.Any(frame => frame.Rows.Count > int.MaxValue))
        {
            return null;
        }

        var tree = (string)FrameBuilder.Query(connection, $"select json_serialize_sql({Engine.Literal(query)})", narrow: false, cancellationToken)[0, 0];
        var known = frames.Values.SelectMany(frame => frame.Columns).Select(column => column.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var tables = WholeRows.Find(tree, known.Contains);
        if (tables is null || !tables.All(table => frames.ContainsKey(table.Table))
            || tables.DistinctBy(table => table.Table, StringComparer.OrdinalIgnoreCase).Count() != tables.Count)
        {
            return null;
        }

        var keys = new List<ulong>();
        try
        {
            var with = new List<string>();
            var columns = new List<Part>();
            foreach (var (table, without) in tables)
            {
                var rowNumber = $"row number of {table}";
                if (known.Contains(rowNumber))
                {
                    return null;
                }

                var frame = frames[table];
                var key = FrameScan.Add(new FrameSource(frame, rowNumber));
                keys.Add(key);
                with.Add($"{Engine.Identifier(table)} as not materialized (select * from {FrameScan.Call(key)})");
                columns.AddRange(frame.Columns.Where(column => !without.Contains(column.Name, StringComparer.OrdinalIgnoreCase))
                    .Select(column => new Part(column.Name, column, Gather.CanTake(column) ? rowNumber : null)));
                columns.Add(new Part(rowNumber, null, null));
            }

            return Run(connection, $"with {string.Join(", ", with)}", query, columns, cancellationToken);
        }
        catch (EngineException)
        {
            // The query as it is fails as well, and its error has the places of the user's own text.
            return null;
        }
        finally
        {
            keys.ForEach(FrameScan.Remove);
        }
    }

    private static DataFrame? Run(DuckDBConnection connection, string with, string query, List<Part> parts, CancellationToken cancellationToken)
    {
        // DuckDB's own list of the columns is the proof that the tree was understood.
        var described = FrameBuilder.Query(connection, $"select column_name from (describe {with}\n{query}\n)", narrow: false, cancellationToken);
        if (!((StringDataFrameColumn)described.Columns[0]).SequenceEqual(parts.Select(part => part.Name)))
        {
            return null;
        }

        // What comes out of DuckDB in another type than it goes in goes through it, and so do the numbers.
        var asked = parts.Where(part => part.RowNumber is null).Select(part => part.Name).ToArray();
        if (asked.Any(name => parts.Count(part => part.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) > 1))
        {
            return null;
        }

        var rows = FrameBuilder.Query(
            connection, $"{with}\nselect {string.Join(", ", asked.Select(Engine.Identifier))} from (\n{query}\n)", narrow: false, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        var wanted = parts.Where(part => part.Column is not null).ToArray();
        var names = ColumnNames.Distinct([.. wanted.Select(part => part.Name)]);
        return new DataFrame(Workers.Make(wanted.Length, i => wanted[i].RowNumber is { } number
            ? Gather.Take(names[i], wanted[i].Column!, (PrimitiveDataFrameColumn<int>)rows[number])
            : rows[wanted[i].Name]));
    }

    /// <summary>A column of the query: one of a frame, or the numbers of its rows.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Column">The frame's column; null for the numbers.</param>
    /// <param name="RowNumber">The name of the numbers by which the values are taken; null where they come from DuckDB.</param>
    private sealed record Part(string Name, DataFrameColumn? Column, string? RowNumber);
}
