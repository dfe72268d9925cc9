using System.Data.Common;
using Microsoft.Data.Analysis;

namespace Atelier.Sql;

/// <summary>Tables in files and databases: as data frames, or as queries whose result stays in DuckDB.</summary>
/// <remarks>
/// A frame read here has the right types and real nulls whatever the culture. Paths may be patterns (<c>data/2024-*.csv</c>, <c>**</c> for
/// any depth): the files are read in ordinal order of their paths as one table. Each call stands alone and may run beside others.
/// </remarks>
public static class Tables
{
    /// <summary>Reads comma- or otherwise separated text, plain or compressed with gzip or Zstandard.</summary>
    /// <param name="path">A file or a pattern. Files of a pattern hold the same columns, matched by name.</param>
    /// <param name="options">How the files are written; null for the defaults.</param>
    /// <returns>
    /// A column for each name. Types are inferred over all rows of all files: bool; int, or long where one value needs it, or decimal where
    /// one needs more than 64 bits; double; DateOnly (2024-02-29); DateTime (2024-02-29 12:34:56, as UTC where a zone is written); else
    /// string. A number with a leading zero (007) is a code and makes its column string, as does a whole number of more than 28 digits. A
    /// column without any value is string. Empty lines are left out.
    /// </returns>
    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="InvalidDataException">
    /// A line has more or fewer values than the first, a name stands twice in the header, a value does not fit the declared type, a quote is
    /// not closed, the text is in another encoding, or compressed data is damaged; the message gives file, line and column.
    /// </exception>
    /// <exception cref="ArgumentException">The options contradict themselves, name a column that is not there, or the path is a folder.</exception>
    public static DataFrame ReadCsv(string path, CsvOptions? options = null)
    {
        options ??= new CsvOptions();
        options.Check();
        return new CsvReader(DataFiles.Find(path), options, rejects: null).Read();
    }

    /// <summary>Reads separated text, and collects the lines that are no rows instead of stopping at the first.</summary>
    /// <param name="path">A file or a pattern.</param>
    /// <param name="options">How the files are written; null for the defaults.</param>
    /// <param name="rejects">
    /// A row for each line left out: <c>file</c>, <c>line</c> (long, the first is 1), <c>column</c> (int, the first is 1), <c>message</c>
    /// and the first 1000 bytes of the line as <c>text</c>.
    /// </param>
    /// <returns>All other rows, as the other overload reads them.</returns>
    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="InvalidDataException">The header or the file as a whole cannot be read.</exception>
    /// <exception cref="ArgumentException">The options contradict themselves, name a column that is not there, or the path is a folder.</exception>
    public static DataFrame ReadCsv(string path, CsvOptions? options, out DataFrame rejects)
    {
        options ??= new CsvOptions();
        options.Check();
        var found = new List<CsvReject>();
        var frame = new CsvReader(DataFiles.Find(path), options, found).Read();
        rejects = new DataFrame(
            new StringDataFrameColumn("file", found.Select(reject => reject.File)),
            new Int64DataFrameColumn("line", found.Select(reject => reject.Line)),
            new Int32DataFrameColumn("column", found.Select(reject => reject.Column)),
            new StringDataFrameColumn("message", found.Select(reject => reject.Message)),
            new StringDataFrameColumn("text", found.Select(reject => reject.Text)));
        return frame;
    }

    /// <summary>Reads JSON lines: one object a line, plain or compressed with gzip or Zstandard.</summary>
    /// <param name="path">A file or a pattern; a column that some files or lines lack is null there.</param>
    /// <returns>
    /// A column for each key of the objects, in the order in which they first stand. Types are inferred over all lines as in
    /// <see cref="ReadCsv(string, CsvOptions)"/>; nested objects and arrays come as their JSON text, as do
    /// all values of a key that holds text in one line and a number in another. Lines may be 16 MB long.
    /// </returns>
    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="InvalidDataException">A line is not a JSON object; the message gives file and line.</exception>
    /// <exception cref="ArgumentException">The path is a folder.</exception>
    public static DataFrame ReadJsonLines(string path) => JsonLinesReader.Read(DataFiles.Find(path));

    /// <summary>Reads Parquet files.</summary>
    /// <param name="path">A file or a pattern of files with the same columns.</param>
    /// <returns>The columns with the types that the files give them; nested ones, times and identifiers as text.</returns>
    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="InvalidDataException">A file is not Parquet, is damaged or has other columns than the first.</exception>
    /// <exception cref="ArgumentException">The path is a folder.</exception>
    public static DataFrame ReadParquet(string path) =>
        EngineReader.Read(DataFiles.Find(path), "a Parquet file", "read_parquet({0})", narrow: false);

    /// <summary>Lists a folder of images whose sub-folders are classes.</summary>
    /// <param name="folder">A folder with one sub-folder a class; images may lie at any depth in it. Other files, and those beside the sub-folders, are left out.</param>
    /// <returns><c>path</c>, the full path of each image, and <c>label</c>, its class; in ordinal order of class and path.</returns>
    /// <exception cref="DirectoryNotFoundException">No such folder.</exception>
    /// <exception cref="InvalidDataException">No sub-folder holds an image (.png, .jpg, .jpeg, .bmp, .gif, .webp).</exception>
    public static DataFrame ReadImageFolder(string folder) => ImageFolder.List(folder);

    /// <summary>Runs a query on a database of any ADO.NET provider.</summary>
    /// <param name="connection">A connection, which is opened if it is closed, and then closed again.</param>
    /// <param name="sql">A statement in the database's own language.</param>
    /// <param name="parameters">Values by the names that the statement gives them; null is a database null.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <returns>
    /// The rows. Types are those of the provider: bool; int for up to 32 bits with sign; long; ulong; float; double; decimal; string; DateTime, as
    /// UTC for points in time with a zone; DateOnly; identifiers, times of day and durations as text. Where a column's rows have different types, as
    /// SQLite allows, numbers are widened and anything else becomes text.
    /// </returns>
    /// <exception cref="InvalidDataException">A column holds something without a place in a frame, as bytes or arrays.</exception>
    /// <exception cref="DbException">The database refuses, in its own words.</exception>
    public static Task<DataFrame> FromDatabaseAsync(
        DbConnection connection,
        string sql,
        IReadOnlyDictionary<string, object?>? parameters = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentException.ThrowIfNullOrWhiteSpace(sql);
        return DatabaseReader.ReadAsync(connection, sql, parameters, cancellationToken);
    }

    /// <summary>A query straight over files, which may be larger than memory; its result stays in DuckDB.</summary>
    /// <param name="sql">
    /// One query in DuckDB's SQL: <c>select year, avg(price) from 'sales/*.parquet' group by year</c>; <c>'x.csv'</c>, <c>'x.csv.gz'</c> and
    /// <c>'x.json'</c> work alike, and <c>read_csv('x.txt', delim = '|')</c> says how a file is written. Types of a CSV file are guessed
    /// from its first 20,480 rows; <c>read_csv('x.csv', sample_size = -1)</c> looks at all.
    /// </param>
    /// <param name="options">The memory, threads and folder that it may use; null for the defaults.</param>
    /// <returns>The query, checked but not yet run; what it uses ends with it and all that is made from it.</returns>
    /// <exception cref="ArgumentException">The SQL is not a query that can be run; the message has the place.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">A file is not what its name says.</exception>
    public static Relation Query(string sql, TablesOptions? options = null) => TableStore.Single(options, store => store.Query(sql));
}
