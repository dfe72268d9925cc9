using Microsoft.Data.Analysis;

namespace Atelier.Sql;

/// <summary>SQL over data frames, and data frames to files.</summary>
/// <remarks>
/// The SQL is DuckDB's. It reads the columns that it mentions from the frames' own memory, on all cores; the frames must not be changed
/// meanwhile. Several threads may query at the same time. The order of rows is kept where the SQL does not change it.
/// </remarks>
public static class FrameQueries
{
    private const string Self = "frame";

    /// <summary>Runs a query over this frame, which its SQL calls <c>frame</c>, over other frames by their names, and over files.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="sql">One query: <c>select species, avg(body_mass_g) from frame group by species</c>.</param>
    /// <param name="others">Further frames and what the SQL calls them: <c>("islands", islands)</c>.</param>
    /// <returns>A frame of its own: int, long, double, decimal, bool, string, DateTime, DateOnly, with null for missing values.</returns>
    /// <exception cref="ArgumentException">The SQL is not a query that can be run; the message has the place and the nearest names.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">The query failed on its data, or a value does not fit a frame's type.</exception>
    /// <example><c>orders.Query("select c.name, sum(amount) as total from frame join c using (id) group by all", ("c", customers))</c></example>
    public static DataFrame Query(this DataFrame frame, string sql, params ReadOnlySpan<(string Name, DataFrame Frame)> others)
    {
        ArgumentNullException.ThrowIfNull(frame);
        using var database = FrameDatabase.Rent();
        database.Add(Self, frame);
        foreach (var (name, other) in others)
        {
            database.Add(name, other);
        }

        return database.Query(sql, default);
    }

    /// <summary>Runs a query over frames by their names, and over files.</summary>
    /// <param name="frames">The frames by what the SQL calls them.</param>
    /// <param name="sql">One query.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <returns>A frame of its own.</returns>
    /// <exception cref="ArgumentException">The SQL is not a query that can be run; the message has the place and the nearest names.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">The query failed on its data, or a value does not fit a frame's type.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static DataFrame Query(this IReadOnlyDictionary<string, DataFrame> frames, string sql, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(frames);
        using var database = FrameDatabase.Rent();
        foreach (var (name, frame) in frames)
        {
            database.Add(name, frame);
        }

        return database.Query(sql, cancellationToken);
    }

    /// <summary>Copies a frame into a store of its own, to be queried many times.</summary>
    /// <param name="frame">The rows. Later changes of the frame do not change the relation.</param>
    /// <param name="options">What the store may use of the machine; null for the defaults.</param>
    /// <returns>The table; the store ends with it and all that is made from it. To join several, use a <see cref="TableStore"/>.</returns>
    /// <exception cref="ArgumentException">The frame has no columns, or one that SQL has no type for.</exception>
    public static Relation ToRelation(this DataFrame frame, TablesOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(frame);
        var source = new FrameSource(frame);
        return TableStore.Single(options, store => store.Add(Self, source));
    }

    /// <summary>Writes a frame into a Parquet file, which is there whole or not at all.</summary>
    /// <param name="frame">The rows.</param>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="overwrite">Whether a file of that name is replaced.</param>
    /// <exception cref="IOException">The file exists, its folder does not, or it cannot be written.</exception>
    public static void WriteParquet(this DataFrame frame, string path, bool overwrite = false)
    {
        ArgumentNullException.ThrowIfNull(frame);
        using var database = FrameDatabase.Rent();
        database.Add(Self, frame);
        database.Run(connection => OutputFile.WriteParquet(connection, $"from {Self}", path, overwrite));
    }

    /// <summary>Writes a frame into a CSV file with a header, which is there whole or not at all. A missing value is an empty field, an empty text <c>""</c>.</summary>
    /// <remarks><see cref="Tables.ReadCsv(string, CsvOptions?)"/> reads both as missing, and whole numbers as int or long; Parquet keeps both apart.</remarks>
    /// <param name="frame">The rows.</param>
    /// <param name="path">The file, whose folder must exist: with tabs if it ends in .tsv, packed if in .gz or .zst.</param>
    /// <param name="overwrite">Whether a file of that name is replaced.</param>
    /// <exception cref="IOException">The file exists, its folder does not, or it cannot be written.</exception>
    public static void WriteCsv(this DataFrame frame, string path, bool overwrite = false)
    {
        ArgumentNullException.ThrowIfNull(frame);
        using var database = FrameDatabase.Rent();
        database.Add(Self, frame);
        database.Run(connection => OutputFile.WriteCsv(connection, $"from {Self}", path, overwrite));
    }
}
