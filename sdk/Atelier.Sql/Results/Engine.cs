using DuckDB.NET.Data;

namespace Atelier.Sql;

/// <summary>DuckDB in memory, closed to the network.</summary>
internal static class Engine
{
    // Nothing is fetched or loaded from elsewhere: what DuckDB brings (CSV, JSON, Parquet, time zones) is what there is.
    private const string Settings =
        "set autoinstall_known_extensions = false; set autoload_known_extensions = false; set enable_progress_bar = false; set TimeZone = 'UTC'";

    /// <summary>A new empty database; dispose of the connection and it is gone.</summary>
    public static DuckDBConnection Open()
    {
        var connection = new DuckDBConnection("DataSource=:memory:");
        try
        {
            connection.Open();
            Execute(connection, Settings);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Runs statements whose rows nobody wants.</summary>
    /// <exception cref="EngineException">DuckDB failed.</exception>
    public static void Execute(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        try
        {
            command.ExecuteNonQuery();
        }
        catch (DuckDBException error)
        {
            throw new EngineException(error.Message, error.ErrorType);
        }
    }

    /// <summary>A text as SQL writes it.</summary>
    public static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>A name of a column or table as SQL writes it.</summary>
    public static string Identifier(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A path that DuckDB does not take for a pattern: what would be one stands in brackets.</summary>
    public static string Unpatterned(string path) => path
        .Replace("[", "[[]", StringComparison.Ordinal)
        .Replace("*", "[*]", StringComparison.Ordinal)
        .Replace("?", "[?]", StringComparison.Ordinal);
}
