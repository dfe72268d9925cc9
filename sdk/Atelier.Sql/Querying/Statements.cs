using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace Atelier.Sql;

/// <summary>What a SQL text is, before it runs.</summary>
internal static class Statements
{
    /// <summary>The text of one query, without the semicolon at its end.</summary>
    /// <param name="connection">The database whose tables it names.</param>
    /// <param name="sql">The text.</param>
    /// <exception cref="ArgumentException">It is empty, more than one statement, or one that is not a query.</exception>
    /// <exception cref="EngineException">DuckDB does not understand it.</exception>
    public static string RequireQuery(DuckDBConnection connection, string sql)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(sql);
        var count = NativeMethods.ExtractStatements.DuckDBExtractStatements(connection.NativeConnection, sql, out var statements);
        using (statements)
        {
            if (count <= 0 && NativeMethods.ExtractStatements.DuckDBExtractStatementsError(statements) is { Length: > 0 } syntax)
            {
                throw new EngineException(syntax, DuckDBErrorType.Parser);
            }

            if (count != 1)
            {
                throw new ArgumentException($"The SQL has {Math.Max(count, 0)} statements; expected one query, such as `select ... from ...`.", nameof(sql));
            }

            var made = NativeMethods.ExtractStatements.DuckDBPrepareExtractedStatement(connection.NativeConnection, statements, 0, out var prepared);
            using (prepared)
            {
                if (!made.IsSuccess())
                {
                    throw new EngineException(NativeMethods.PreparedStatements.DuckDBPrepareError(prepared), DuckDBErrorType.Parser);
                }

                if (EngineExports.StatementType(prepared) is not (DuckDBStatementType.Select or DuckDBStatementType.Explain) and var type)
                {
                    throw new ArgumentException(
                        $"The SQL is a statement of kind {type}, which changes or sets something; expected a query, which gives rows, such as `select ... from ...`.",
                        nameof(sql));
                }

                if (NativeMethods.PreparedStatements.DuckDBParams(prepared) is > 0 and var parameters)
                {
                    throw new ArgumentException(
                        $"The SQL has {parameters} parameters ($1, $name or ?), for which there are no values here. Write the values themselves.", nameof(sql));
                }
            }
        }

        return sql.TrimEnd().TrimEnd(';');
    }
}
