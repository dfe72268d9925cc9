using System.Text.RegularExpressions;

namespace Atelier.Sql;

/// <summary>What DuckDB says, told to the one who wrote the SQL.</summary>
internal static partial class SqlErrors
{
    /// <summary>The exception to throw.</summary>
    /// <param name="error">What DuckDB said.</param>
    /// <param name="tables">The tables that the SQL can name.</param>
    public static Exception Translate(EngineException error, IEnumerable<string> tables)
    {
        var said = error.Message.Trim();
        if (said.StartsWith("Out of Memory", StringComparison.Ordinal))
        {
            return new InvalidOperationException(
                $"The query needs more memory than it may use: {said.Split('\n')[0].TrimEnd()}. Raise `TablesOptions.MemoryLimit`, lower `Threads`, or see that `TempDirectory` has room.", error);
        }

        if (said.Contains("No files found", StringComparison.Ordinal))
        {
            return new FileNotFoundException($"The SQL names a file that is not there. {said}. Paths are relative to the working directory, {Environment.CurrentDirectory}.", error);
        }

        if (said.StartsWith("IO Error", StringComparison.Ordinal) || said.StartsWith("Permission", StringComparison.Ordinal))
        {
            return new IOException($"A file could not be read or written. {said}", error);
        }

        if (said.StartsWith("Parser", StringComparison.Ordinal) || said.StartsWith("Binder", StringComparison.Ordinal) || said.StartsWith("Catalog", StringComparison.Ordinal))
        {
            // DuckDB proposes its own inner tables where nothing of the user's is near.
            said = InnerTables().Replace(said, "");
            var known = said.Contains("Table with name", StringComparison.Ordinal)
                ? $"\nTables that can be named here: {string.Join(", ", tables.Select(name => $"`{name}`").DefaultIfEmpty("none"))}; a file is named in quotes, 'data.csv'."
                : "";
            return new ArgumentException($"The SQL cannot be run. {said}{known}", "sql", error);
        }

        return new InvalidDataException($"The query failed on its data. {said}", error);
    }

    [GeneratedRegex(@"\nDid you mean ""[^""]*(duckdb_|pg_|sqlite_|information_schema)[^""]*""\?")]
    private static partial Regex InnerTables();
}
