using DuckDB.NET.Data;

namespace Atelier.Sql;

/// <summary>Writes the rows of a query into a file that is there whole or not at all.</summary>
internal static class OutputFile
{
    private const string ParquetFormat = "format parquet, compression zstd";

    /// <summary>Writes a Parquet file and gives its full path.</summary>
    public static string WriteParquet(DuckDBConnection connection, string sql, string path, bool overwrite) =>
        Write(connection, sql, path, overwrite, ParquetFormat);

    /// <summary>Writes a CSV file: tabs for .tsv, packed for .gz and .zst. Gives its full path.</summary>
    public static string WriteCsv(DuckDBConnection connection, string sql, string path, bool overwrite)
    {
        var (name, compression) = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".gz" => (Path.GetFileNameWithoutExtension(path), "gzip"),
            ".zst" => (Path.GetFileNameWithoutExtension(path), "zstd"),
            _ => (path, "none"),
        };
        var delimiter = Path.GetExtension(name).Equals(".tsv", StringComparison.OrdinalIgnoreCase) ? "\\t" : ",";
        return Write(connection, sql, path, overwrite, $"format csv, header true, delimiter '{delimiter}', compression {compression}");
    }

    private static string Write(DuckDBConnection connection, string sql, string path, bool overwrite, string format)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var full = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(full);
        if (folder is null || !Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"The folder of `{full}` does not exist. Create it first.");
        }

        if (!overwrite && File.Exists(full))
        {
            throw new IOException($"`{full}` exists already. Choose another name, or write with `overwrite: true`.");
        }

        var half = Path.Combine(folder, $".{Path.GetFileName(full)}.{Guid.NewGuid():N}.tmp");
        try
        {
            Engine.Execute(connection, $"copy (\n{sql}\n) to {Engine.Literal(half)} ({format})");
            File.Move(half, full, overwrite);
            return full;
        }
        finally
        {
            File.Delete(half);
        }
    }
}
