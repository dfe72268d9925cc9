using System.Globalization;
using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace Atelier.Sql;

/// <summary>What a SQL text is, before it runs.</summary>
internal static partial class Statements
{
    /// <summary>The text of one query, without the semicolon at its end.</summary>
    /// <param name="connection">The database whose tables it names.</param>
    /// <param name="sql">The text.</param>
    /// <param name="with">Tables for this query alone: the content of a WITH clause; null for none.</param>
    /// <exception cref="ArgumentException">It is empty, more than one statement, or one that is not a query.</exception>
    /// <exception cref="EngineException">DuckDB does not understand it; places are those in <paramref name="sql"/>.</exception>
    public static string RequireQuery(DuckDBConnection connection, string sql, string? with = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(sql);
        RequireOne(connection, sql);
        var own = sql.TrimEnd().TrimEnd(';');

        // The user's text stands on lines of its own: a comment at its end does no harm, and places can be told.
        var before = with is null ? "" : $"with {with}\nselect * from (\n";
        var query = with is null ? own : $"{before}{own}\n)";
        var made = NativeMethods.PreparedStatements.DuckDBPrepare(connection.NativeConnection, query, out var prepared);
        using (prepared)
        {
            if (!made.IsSuccess())
            {
                var error = NativeMethods.PreparedStatements.DuckDBPrepareError(prepared);

                // What is a statement alone and none in parentheses gives no rows.
                throw with is not null && error.StartsWith("Parser", StringComparison.Ordinal)
                    ? NotAQuery(own.TrimStart().Split([' ', '\n', '\r', '\t'], 2)[0])
                    : new EngineException(OwnLines(error, before.AsSpan().Count('\n')), DuckDBErrorType.Parser);
            }

            if (EngineExports.StatementType(prepared) is not DuckDBStatementType.Select and var type)
            {
                throw NotAQuery(type.ToString());
            }

            if (NativeMethods.PreparedStatements.DuckDBParams(prepared) is > 0 and var parameters)
            {
                throw new ArgumentException(
                    $"The SQL has {parameters} parameters ($1, $name or ?), for which there are no values here. Write the values themselves.", nameof(sql));
            }
        }

        return query;
    }

    private static void RequireOne(DuckDBConnection connection, string sql)
    {
        var count = NativeMethods.ExtractStatements.DuckDBExtractStatements(connection.NativeConnection, sql, out var statements);
        using (statements)
        {
            if (count <= 0 && NativeMethods.ExtractStatements.DuckDBExtractStatementsError(statements) is { Length: > 0 } syntax)
            {
                throw new EngineException(syntax, DuckDBErrorType.Parser);
            }
        }

        if (count != 1)
        {
            throw new ArgumentException($"The SQL has {Math.Max(count, 0)} statements; expected one query, such as `select ... from ...`.", nameof(sql));
        }
    }

    private static ArgumentException NotAQuery(string kind) => new(
        $"The SQL is a statement of kind {kind.ToUpperInvariant()}; expected a query, which gives rows, such as `select ... from ...`.", "sql");

    private static string OwnLines(string message, int linesBefore) => linesBefore == 0 ? message : LinePlace().Replace(
        message,
        place => "LINE " + (int.Parse(place.Groups[1].ValueSpan, CultureInfo.InvariantCulture) - linesBefore).ToString(CultureInfo.InvariantCulture) + ":");

    [GeneratedRegex(@"\bLINE (\d{1,9}):")]
    private static partial Regex LinePlace();
}
